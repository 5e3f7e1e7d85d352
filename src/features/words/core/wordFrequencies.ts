/** How frequent words are. */
export interface WordFrequencies {
  /** Occurrences per million words, whatever the case; 0 for a word that is not known. */
  frequency(word: string): number;
}
