/** Web and mail addresses as they stand in text, without the punctuation behind them. */
export const address =
  /\b(?:https?|ftp):\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'’”`*_]|\bwww\.[^\s<>"]*[^\s<>".,;:!?)\]}'’”`*_]|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
