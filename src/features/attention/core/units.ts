import type { TracedTokens } from '../../../protocol/attentionTrace';

/** What a row or a column of a picture stands for: a token, or a word's tokens together. */
export interface Unit {
  /** Indices of the tokens, ascending. */
  readonly tokens: readonly number[];
  readonly label: string;
  /** Whether it is [CLS], [SEP] or another token without text. */
  readonly special: boolean;
  /** Which text of a pair it belongs to. */
  readonly sequence: number;
}

/** The texts that tokens are ranges of: one, or the two of a pair. */
export type TracedTexts = readonly string[];

/** One unit a token: the text itself, `+` before a piece that continues a word, special tokens by name. */
export function pieces(traced: TracedTokens, texts: TracedTexts): Unit[] {
  return traced.tokens.map((token, index) => {
    const piece = pieceAt(traced, texts, index);
    const label = piece === '' ? token : `${continuesWord(traced, texts, index) ? '+' : ''}${piece}`;
    return { tokens: [index], label, special: piece === '', sequence: traced.sequence[index] ?? 0 };
  });
}

/** One unit a word, or a mark of punctuation; special tokens by themselves. */
export function words(traced: TracedTokens, texts: TracedTexts): Unit[] {
  const units: { tokens: number[]; label: string; special: boolean; sequence: number }[] = [];
  for (const unit of pieces(traced, texts)) {
    const [index = 0] = unit.tokens;
    const last = units.at(-1);
    if (last !== undefined && !unit.special && continuesWord(traced, texts, index)) {
      last.tokens.push(index);
      last.label += pieceAt(traced, texts, index);
    } else {
      units.push({ ...unit, tokens: [index], label: unit.special ? unit.label : pieceAt(traced, texts, index) });
    }
  }
  return units;
}

/**
 * A matrix [n, n] over units, [rows, columns]. Rows are the mean over a unit's tokens. Columns are the sum over its
 * tokens, which keeps a row's mass; those of scores, which have no mass, are the mean. Where nothing is merged or left
 * out it is the matrix itself.
 */
export function merge(
  matrix: Float32Array,
  n: number,
  rows: readonly Unit[],
  columns: readonly Unit[],
  how: 'sum' | 'mean',
): Float32Array {
  if (isWhole(rows, n) && isWhole(columns, n)) return matrix;
  const result = new Float32Array(rows.length * columns.length);
  const sum = new Float64Array(n);
  for (const [row, { tokens: from }] of rows.entries()) {
    sum.fill(0);
    for (const i of from) for (let j = 0; j < n; j++) sum[j]! += matrix[i * n + j]!;
    let cell = row * columns.length;
    for (const { tokens: to } of columns) {
      let total = 0;
      for (const j of to) total += sum[j]!;
      result[cell++] = total / (from.length * (how === 'mean' ? to.length : 1));
    }
  }
  return result;
}

/** Whether every token is a unit by itself, so that there is nothing to merge. */
function isWhole(units: readonly Unit[], n: number): boolean {
  return units.length === n && units.every(isSingle);
}

function isSingle({ tokens }: Unit): boolean {
  return tokens.length === 1;
}

function textOf({ sequence }: TracedTokens, texts: TracedTexts, index: number): string {
  return texts[sequence[index] ?? 0] ?? '';
}

function pieceAt(traced: TracedTokens, texts: TracedTexts, index: number): string {
  const { start, end } = traced.ranges[index] ?? { start: 0, end: 0 };
  return textOf(traced, texts, index).slice(start, end).trim();
}

/** Whether a token continues a word: letters or digits on both sides, and a token before it in the same text. */
function continuesWord(traced: TracedTokens, texts: TracedTexts, index: number): boolean {
  const range = traced.ranges[index];
  const before = traced.ranges[index - 1];
  const text = textOf(traced, texts, index);
  if (range === undefined || before === undefined || before.end !== range.start || before.end === before.start)
    return false;
  if (traced.sequence[index] !== traced.sequence[index - 1]) return false;
  return /[\p{L}\p{N}\p{M}]$/u.test(text.slice(0, range.start)) && /^[\p{L}\p{N}\p{M}]/u.test(text.slice(range.start));
}
