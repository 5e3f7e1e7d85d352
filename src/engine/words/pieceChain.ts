import { decodeRows } from '../batch/decodeMasks';
import type { MaskedRow } from '../batch/maskedRows';
import type { ModelRunner } from '../batch/modelRunner';
import { filled, masks, rowOf, type Fills, type MaskedPlaces } from './maskedPlaces';

/** Pieces in one place of a text whose other places are filled as `fills` says. */
export interface PieceChain {
  readonly places: MaskedPlaces;
  readonly fills: Fills;
  readonly place: number;
  readonly pieces: readonly number[];
}

/**
 * For every chain, the log-probability of each of its pieces with the ones after it masked and the ones before it
 * visible (docs/math.md, "Whole words"). Chains that share a question share its row.
 */
export async function chainLogProbabilities(model: ModelRunner, chains: readonly PieceChain[]): Promise<number[][]> {
  const rows = new Map<string, { row: MaskedRow; index: number }>();
  const keys = chains.map((chain) =>
    chain.pieces.map((_, i) => {
      const known = chain.pieces.slice(0, i);
      const fill = [...known, ...masks(model, chain.pieces.length - i)];
      const row = rowOf(chain.places, filled(chain.fills, chain.place, fill), chain.place, i);
      const key = `${row.ids.join()}|${row.positions.join()}`;
      if (!rows.has(key)) rows.set(key, { row, index: rows.size });
      return key;
    }),
  );
  const targetIds = [...new Set(chains.flatMap(({ pieces }) => pieces))];
  const columns = new Map(targetIds.map((id, column) => [id, column]));
  const decoded = await decodeRows(
    model,
    [...rows.values()].map(({ row }) => row),
    { topK: 1, targetIds },
  );
  return chains.map(({ pieces }, chain) =>
    pieces.map((id, i) => decoded[rows.get(keys[chain]![i]!)!.index]![0]!.targets[columns.get(id)!]!.logProbability),
  );
}

/**
 * Logarithm of how much rarer words of 1, 2 and 3 pieces are than words of one piece: each count of masks is a question
 * of its own, which does not know how likely the answer is to have that many pieces.
 */
const logLengthPriors: readonly number[] = [0, Math.log(0.1), Math.log(0.03)];
/** Share of the length by which the sum over the pieces is divided: 0 the sum, 1 the mean. */
const normalization = 0;

/** A word's log-probability from those of its pieces, each given the ones before it (docs/math.md, "Whole words"). */
export function wordLogProbability(pieces: readonly number[]): number {
  const sum = pieces.reduce((total, value) => total + value, 0);
  return (logLengthPriors[pieces.length - 1] ?? logLengthPriors.at(-1)!) + sum / pieces.length ** normalization;
}
