import { attentionTerms } from '../../../../protocol/attentionTrace';
import type { Quantity } from '../../core/quantities';
import type { Arrangement } from './arrangement';
import { termNames } from '../../../../page/attentionTerms';
import type { NumberUnit } from '../../../../page/numbers';
import type { ViewState } from './viewState';

/** One matrix as it is shown. */
export interface Figure {
  readonly id: (typeof attentionTerms)[number] | 'total';
  readonly title: string;
  /** What the numbers are, in words. */
  readonly note: string;
  /** `signed`: below and above zero in different colors. */
  readonly kind: 'signed' | 'unsigned';
  readonly unit: NumberUnit;
  /** [rows, columns] row-major. */
  readonly values: Float32Array;
  /** The color scale's end: the largest absolute value. */
  readonly limit: number;
  /** Whether the model has no such term: all values are zero. */
  readonly absent: boolean;
}

/**
 * The figures of an arrangement: the whole and, unless it is a rollout, the three terms. With `sharedScale` the terms
 * have one color scale, so that equal colors mean equal numbers. What is compared has the same scales.
 */
export function figuresOf(
  arrangement: Arrangement,
  { sharedScale }: Pick<ViewState, 'sharedScale'>,
  compared: readonly Arrangement[] = [],
): Figure[] {
  const all = [arrangement, ...compared];
  const { quantity, total, terms } = arrangement;
  const whole: Figure = {
    id: 'total',
    title: quantity === 'scores' ? 'sum' : 'probability',
    note: quantity === 'scores' ? 'the softmax’s input' : 'softmax of the sum',
    kind: quantity === 'scores' ? 'signed' : 'unsigned',
    unit: totalUnit(quantity),
    values: total,
    limit: Math.max(...all.map((one) => largest(one.total))),
    absent: false,
  };
  if (terms === undefined) return [{ ...whole, title: 'rollout', note: 'through all layers up to this one' }];
  const limits = attentionTerms.map((term) =>
    Math.max(...all.map((one) => (one.terms === undefined ? 0 : largest(one.terms[term])))),
  );
  const shared = Math.max(...limits);
  return [
    whole,
    ...attentionTerms.map((term, index): Figure => ({
      id: term,
      title: term,
      note: termNames[term],
      kind: quantity === 'probabilities' ? 'unsigned' : 'signed',
      unit: termUnit(quantity),
      values: terms[term],
      limit: sharedScale ? shared : (limits[index] ?? 0),
      absent: largest(terms[term]) === 0,
    })),
  ];
}

/** How the numbers of the whole are written. */
export function totalUnit(quantity: Quantity): NumberUnit {
  return quantity === 'scores' ? 'score' : 'probability';
}

/** How the numbers of the terms are written. */
export function termUnit(quantity: Quantity): NumberUnit {
  return quantity === 'scores' ? 'score' : quantity === 'probabilities' ? 'probability' : 'change';
}

/** The largest absolute value; NaN counts as zero. */
export function largest(values: Float32Array): number {
  let most = 0;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]!);
    if (size > most) most = size;
  }
  return most;
}
