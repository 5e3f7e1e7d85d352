import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { maxPieces } from '../../protocol/words';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { MaskedRow } from '../batch/maskedRows';
import type { ModelRunner } from '../batch/modelRunner';
import { tokenWindow } from '../batch/tokenWindow';

/** A text with places to fill, as ids: `segments` stand before, between and after the places. */
export interface MaskedPlaces {
  readonly text: string;
  readonly ranges: readonly TextRange[];
  readonly segments: readonly (readonly number[])[];
  /** For each place, whether white space stands before it, so that its first piece must begin a word. */
  readonly spaced: readonly boolean[];
}

/** The ids in each place; [MASK] where nothing is known yet. */
export type Fills = readonly (readonly number[])[];

/** Cuts a text at `ranges` (ascending), and to what the model takes if each place holds `pieces` pieces. */
export function maskedPlaces(
  model: ModelRunner,
  text: string,
  ranges: readonly TextRange[],
  pieces: number = maxPieces,
): MaskedPlaces {
  const masked = model.tokenizer.encodeMasked(text, ranges);
  const limit = model.maxTokens('fill') - ranges.length * (pieces - 1);
  const { encoding, positions } = tokenWindow(masked, limit);
  const cuts = [-1, ...positions, encoding.ids.length];
  return {
    text,
    ranges,
    segments: cuts.slice(1).map((cut, i) => encoding.ids.slice(cuts[i]! + 1, cut)),
    spaced: ranges.map(({ start, end }) => /\s$/u.test(text.slice(0, start)) || /^\s/u.test(text.slice(start, end))),
  };
}

/** The text with its places filled, and a question about one piece of one place. */
export function rowOf({ segments }: MaskedPlaces, fills: Fills, place: number, piece: number): MaskedRow {
  const ids: number[] = [...(segments[0] ?? [])];
  let position = 0;
  fills.forEach((fill, i) => {
    if (i === place) position = ids.length + piece;
    ids.push(...fill, ...(segments[i + 1] ?? []));
  });
  return { ids, positions: [position] };
}

/** `fills` with another filling of one place. */
export function filled(fills: Fills, place: number, ids: readonly number[]): Fills {
  return fills.map((fill, i) => (i === place ? ids : fill));
}

/** So many [MASK]s. */
export function masks({ tokenizer }: ModelRunner, count: number): number[] {
  return Array.from({ length: count }, () => tokenizer.special.mask);
}

/**
 * The pieces into which the vocabulary itself cuts `wording` in the place of `range`.
 * @throws RequestError when the wording is nothing but white space
 */
export function piecesInPlace(
  tokenizer: Tokenizer,
  text: string,
  { start, end }: TextRange,
  wording: string,
): number[] {
  // What stands further away does not change how a word is cut.
  const before = text.slice(Math.max(0, start - 40), start);
  const { ids, ranges } = tokenizer.encode(before + wording + text.slice(end, end + 40));
  const stop = before.length + wording.length;
  const pieces = ids.filter((_, i) => ranges[i]!.start < stop && ranges[i]!.end > before.length);
  if (pieces.length === 0 || wording.trim() === '') throw new RequestError(plain`There is no word to score.`);
  return pieces;
}
