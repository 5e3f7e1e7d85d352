import type { TracedTokens } from '../protocol/attentionTrace';

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
 * tokens, which keeps a row's mass, or for scores, which are no mass, the mean.
 */
export function merge(
  matrix: Float32Array,
  n: number,
  rows: readonly Unit[],
  columns: readonly Unit[],
  how: 'sum' | 'mean',
): Float32Array {
  const result = new Float32Array(rows.length * columns.length);
  const one = rows.every(isSingle) && columns.every(isSingle);
  for (const [row, { tokens: from }] of rows.entries()) {
    for (const [column, { tokens: to }] of columns.entries()) {
      const at = row * columns.length + column;
      if (one) {
        result[at] = matrix[from[0]! * n + to[0]!]!;
        continue;
      }
      let sum = 0;
      for (const i of from) for (const j of to) sum += matrix[i * n + j]!;
      result[at] = sum / (from.length * (how === 'mean' ? to.length : 1));
    }
  }
  return result;
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

/** Whether a token goes on where a word has begun: letters or digits on both sides, and a token before it in the same text. */
function continuesWord(traced: TracedTokens, texts: TracedTexts, index: number): boolean {
  const range = traced.ranges[index];
  const before = traced.ranges[index - 1];
  const text = textOf(traced, texts, index);
  if (range === undefined || before === undefined || before.end !== range.start || before.end === before.start)
    return false;
  if (traced.sequence[index] !== traced.sequence[index - 1]) return false;
  return /[\p{L}\p{N}\p{M}]$/u.test(text.slice(0, range.start)) && /^[\p{L}\p{N}\p{M}]/u.test(text.slice(range.start));
}
