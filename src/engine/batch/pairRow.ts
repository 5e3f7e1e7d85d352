import { inputRow, specialCount, type InputRow } from '../tokenizer/rowTemplate';
import type { ModelRunner } from './modelRunner';

/** A text's token ids without [CLS] and [SEP]. */
export function textTokens({ tokenizer }: ModelRunner, text: string): readonly number[] {
  return tokenizer.encode(text).ids.slice(1, -1);
}

/** The row of a text, or of a pair, from the texts' tokens; the same as `Tokenizer.encode` makes. */
export function pairRow({ tokenizer }: ModelRunner, text: readonly number[], pair?: readonly number[]): InputRow {
  return inputRow(tokenizer.templates, ...(pair === undefined ? [text] : [text, pair]));
}

/** The tokens that a row of so many leaves for a text, beside special ones and the second text of a pair. */
export function roomFor({ tokenizer }: ModelRunner, limit: number, pairTokens?: number): number {
  return limit - specialCount(tokenizer.templates, pairTokens !== undefined) - (pairTokens ?? 0);
}
