import type { ModelRunner } from './modelRunner';
import type { InputRow } from './rowBatches';

/** A text's token ids without [CLS] and [SEP]. */
export function textTokens({ tokenizer }: ModelRunner, text: string): readonly number[] {
  return tokenizer.encode(text).ids.slice(1, -1);
}

/** `[CLS] text [SEP]`, or `[CLS] text [SEP] pair [SEP]`, from the texts' tokens; the same as `Tokenizer.encode` makes. */
export function pairRow({ tokenizer }: ModelRunner, text: readonly number[], pair?: readonly number[]): InputRow {
  const { cls, sep } = tokenizer.special;
  const ids = pair === undefined ? [cls, ...text, sep] : [cls, ...text, sep, ...pair, sep];
  return { ids, sequence: ids.map((_, i) => (i < text.length + 2 ? 0 : 1)) };
}
