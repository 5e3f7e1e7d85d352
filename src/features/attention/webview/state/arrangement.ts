import { coalitionsOf, renormalized, renormalizedRows, type Coalitions } from '../../core/coalitions';
import { quantityMatrices, type Quantity } from '../../core/quantities';
import { merge, pieces, words, type Unit } from '../../core/units';
import type { AttentionRollout, AttentionTrace, ByTerm, TracedTokens } from '../../../../protocol/attentionTrace';
import type { ViewState } from './viewState';

/** What of the view's state decides on the numbers that are shown. */
export type NumberChoices = Pick<ViewState, 'quantity' | 'unit' | 'special' | 'pairFilter'>;

/** The numbers that are shown: the chosen quantity over the units that are left in, [rows, columns] each. */
export interface Arrangement {
  readonly rows: readonly Unit[];
  readonly columns: readonly Unit[];
  readonly quantity: Quantity;
  readonly total: Float32Array;
  /** Absent for a rollout, which has none. */
  readonly terms?: ByTerm<Float32Array>;
  /** The probabilities behind the quantity, also where scores are shown: they color the text and weigh the arcs. */
  readonly probabilities: Float32Array;
  /** Each term's Shapley share of them; absent for a rollout. */
  readonly shapleyShares?: ByTerm<Float32Array>;
  /** Mean over the rows of the probability that lies on units left out. */
  readonly hiddenMass: number;
}

/** All units of a passage by the choice of pieces or words. */
export function unitsOf(traced: TracedTokens, texts: readonly string[], unit: ViewState['unit']): Unit[] {
  return unit === 'words' ? words(traced, texts) : pieces(traced, texts);
}

export function arrangeTrace(trace: AttentionTrace, texts: readonly string[], choices: NumberChoices): Arrangement {
  const n = trace.tokens.length;
  const units = shownUnits(trace, texts, choices);
  const raw = coalitionsOf(trace);
  const isCut = choices.special === 'renormalize';
  const counted = trace.tokens.map((_, index) => !isCut || !isSpecial(trace, index));
  const coalitions: Coalitions = isCut ? renormalized(raw, counted) : raw;
  const { total, terms } = quantityMatrices(choices.quantity, trace.terms, coalitions, counted);
  const how = choices.quantity === 'scores' ? 'mean' : 'sum';
  const merged = (matrix: Float32Array, way: 'sum' | 'mean' = how) => merge(matrix, n, units.rows, units.columns, way);
  const mergedTerms = { c2c: merged(terms.c2c), c2p: merged(terms.c2p), p2c: merged(terms.p2c) };
  const isShares = choices.quantity === 'shares';
  const shares = isShares ? terms : quantityMatrices('shares', trace.terms, coalitions, counted).terms;
  const ofShares = (matrix: Float32Array) => merged(matrix, 'sum');
  const probabilities = merged(coalitions.all, 'sum');
  return {
    ...units,
    quantity: choices.quantity,
    total: merged(total),
    terms: mergedTerms,
    probabilities,
    shapleyShares: isShares
      ? mergedTerms
      : { c2c: ofShares(shares.c2c), c2p: ofShares(shares.c2p), p2c: ofShares(shares.p2c) },
    hiddenMass: hiddenMass(probabilities, units.rows.length),
  };
}

export function arrangeRollout(
  rollout: AttentionRollout,
  texts: readonly string[],
  choices: NumberChoices,
): Arrangement {
  const n = rollout.tokens.length;
  const units = shownUnits(rollout, texts, choices);
  const counted = rollout.tokens.map((_, index) => choices.special !== 'renormalize' || !isSpecial(rollout, index));
  const all = counted.every(Boolean) ? rollout.probabilities : renormalizedRows(rollout.probabilities, counted);
  const total = merge(all, n, units.rows, units.columns, 'sum');
  const mass = hiddenMass(total, units.rows.length);
  return { ...units, quantity: 'probabilities', total, probabilities: total, hiddenMass: mass };
}

function shownUnits(
  traced: TracedTokens,
  texts: readonly string[],
  { unit, special, pairFilter }: NumberChoices,
): { rows: readonly Unit[]; columns: readonly Unit[] } {
  const shown = unitsOf(traced, texts, unit).filter((one) => special === 'show' || !one.special);
  if (texts.length < 2 || pairFilter === 'all') return { rows: shown, columns: shown };
  const unitsOfText = (letter: string | undefined) =>
    shown.filter(({ sequence }) => sequence === (letter === 'b' ? 1 : 0));
  return { rows: unitsOfText(pairFilter[0]), columns: unitsOfText(pairFilter[1]) };
}

function isSpecial({ ranges }: TracedTokens, index: number): boolean {
  const range = ranges[index];
  return range === undefined || range.start === range.end;
}

function hiddenMass(probabilities: Float32Array, rows: number): number {
  const shown = probabilities.reduce((sum, value) => sum + value, 0);
  return rows === 0 ? 0 : Math.max(0, 1 - shown / rows);
}
