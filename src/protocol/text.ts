/** A half-open range of UTF-16 code units, as in JavaScript strings and VS Code offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A range without the white space at its ends. */
export function withoutSpace(text: string, { start, end }: TextRange): TextRange {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  return { start: from, end: Math.max(from, start + part.trimEnd().length) };
}

/**
 * A tokenized text. All arrays have one entry a token, special tokens ([CLS], [SEP]) included; a special token's range
 * is empty. `ranges` are UTF-16 ranges in the text as it was given, before any normalization; a token that begins a
 * word holds the white space before the word. `sequence` says which text of a pair a token belongs to (0 or 1; specials
 * count with the text before them); `types` are the model's token types, which tell the texts apart or are all 0.
 */
export interface Encoding {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly ranges: readonly TextRange[];
  readonly sequence: readonly number[];
  readonly types: readonly number[];
}

/** The largest file that counts as a document, in bytes: a novel has about one MB. */
export const maxDocumentBytes = 16_000_000;

/** The longest text that is taken as one, a line or a cell, in UTF-16 units: no model reads a hundredth of it. */
export const maxTextLength = 1_000_000;
