import { attentionTerms } from '../../../../protocol/attentionTrace';
import type { TermContributions } from '../../../../protocol/explanations';

/** One head in one application of its layer, counted from 0. */
export interface HeadRow {
  readonly application: number;
  readonly head: number;
  /** In the order of `attentionTerms`. */
  readonly values: readonly number[];
  /** Of the head as a whole, where it was measured. */
  readonly whole?: number;
}

/** Every head, one application of a layer after the other. */
export function headRows(
  { layers, heads, values }: Pick<TermContributions, 'layers' | 'heads' | 'values'>,
  whole?: Float32Array,
): HeadRow[] {
  const count = attentionTerms.length;
  return Array.from({ length: layers.length * heads }, (_, index) => ({
    application: Math.floor(index / heads),
    head: index % heads,
    values: [...values.subarray(count * index, count * (index + 1))],
    ...(whole && { whole: whole[index]! }),
  }));
}

/** What each application is called: a layer that is applied again has the pass beside it. */
export function applicationNames(layers: readonly number[]): string[] {
  return layers.map((layer, application) => {
    const pass = layers.slice(0, application).filter((one) => one === layer).length;
    const isRepeated = layers.filter((one) => one === layer).length > 1;
    return isRepeated ? `L ${layer + 1}${'ab'[pass] ?? ''}` : `L ${layer + 1}`;
  });
}
