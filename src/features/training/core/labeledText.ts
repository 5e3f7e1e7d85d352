/** A text, or a pair of texts, with the labels that a person gave it: one, or several where labels are independent. */
export interface LabeledText {
  readonly text: string;
  readonly textPair?: string;
  readonly labels: readonly string[];
}

/** What two texts have to share to count as the same. */
export function textKey({ text, textPair = '' }: LabeledText): string {
  return `${text}\n${textPair}`.toLowerCase().replace(/\s+/g, ' ').trim();
}
