import { inputRow, specialCount, type InputRow } from '../tokenizer/rowTemplate';
import { checkCount } from './checkCount';
import type { ModelRunner } from './modelRunner';

/** A half-open range of tokens of a text. */
export interface TokenWindow {
  readonly start: number;
  readonly end: number;
}

/** The windows in which a text is read, and whether text remains after the last one. */
export interface TextWindows {
  readonly windows: readonly TokenWindow[];
  readonly truncated: boolean;
}

const defaultMaxWindows = 32;

/** How many windows of a text are read at most. @throws RequestError for a number out of bounds */
export function windowLimit(maxWindows = defaultMaxWindows): number {
  checkCount('windows per text', maxWindows, 1000);
  return maxWindows;
}

/** How much of a window, at least, the one before it has already seen: a sentence cut by one is whole in the other. */
export const overlapShare = 0.25;

/**
 * Windows of at most `room` tokens over a text of `count`, evenly spaced, all as long as `room` when there are several.
 * Reads at most `maxWindows`: the first ones, at the largest spacing.
 */
export function textWindows(count: number, room: number, maxWindows: number): TextWindows {
  if (count <= room) return { windows: [{ start: 0, end: count }], truncated: false };
  const stride = Math.max(1, room - Math.ceil(room * overlapShare));
  const needed = 1 + Math.ceil((count - room) / stride);
  const truncated = needed > maxWindows;
  const read = truncated ? maxWindows : needed;
  const spacing = truncated ? stride : (count - room) / (needed - 1);
  const windows = Array.from({ length: read }, (_, i) => {
    const start = Math.round(i * spacing);
    return { start, end: start + room };
  });
  return { windows, truncated };
}

/** A text's token ids without [CLS] and [SEP]. */
export function textTokens({ tokenizer }: ModelRunner, text: string): readonly number[] {
  return tokenizer.encode(text).ids.slice(1, -1);
}

/** The token of a marker, such as `<<SEP>>`, that was added to the vocabulary; undefined where it is not one token. */
export function markerToken(model: ModelRunner, marker: string): number | undefined {
  const [id, ...others] = textTokens(model, marker);
  return others.length > 0 || id === model.tokenizer.special.unk ? undefined : id;
}

/** The row of a text, or of a pair, from the texts' tokens; the same as `Tokenizer.encode` makes. */
export function pairRow({ tokenizer }: ModelRunner, text: readonly number[], textPair?: readonly number[]): InputRow {
  return inputRow(tokenizer.templates, ...(textPair === undefined ? [text] : [text, textPair]));
}

/** The tokens of a row of `limit` that are left for a text, next to special ones and the second text of a pair. */
export function roomFor({ tokenizer }: ModelRunner, limit: number, pairTokens?: number): number {
  return limit - specialCount(tokenizer.templates, pairTokens !== undefined) - (pairTokens ?? 0);
}
