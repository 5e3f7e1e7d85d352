import type { FloatTensor } from '../../runtime/session';
import { targetTensor, type EncodedExample } from './encodedExamples';
import type { EncodedWords } from './encodedWords';

/** What the losses of a batch are taken from, a row a text or a token, padding included. */
export interface LossRows {
  /** [rows, labels]. A row of zeros has no loss. */
  readonly targets: FloatTensor;
  /** Of each row in the step's loss. */
  readonly weights: readonly number[];
  /** Of each row in SiFT's divergence of both passes. */
  readonly divergenceWeights: readonly number[];
}

/** The rows of a batch that is `step` or a part of it. Over all of a step, either weights add up to 1. */
export type RowsOf<E> = (examples: readonly E[], step: readonly E[]) => LossRows;

/** A row a text. */
export const textRows: RowsOf<EncodedExample> = (examples, step) => {
  const weights = examples.map(() => 1 / step.length);
  return { targets: targetTensor(examples), weights, divergenceWeights: weights };
};

/** A row a token: losses of tokens that have a tag, the divergence of all that are no padding. */
export function tokenRows(tags: number): RowsOf<EncodedWords> {
  return (examples, step) => {
    const tokens = Math.max(...examples.map(({ ids }) => ids.length));
    const rows = examples.flatMap((one) => Array.from({ length: tokens }, (_, token) => one.tags[token]));
    const data = new Float32Array(rows.length * tags);
    rows.forEach((tag = -1, row) => {
      if (tag >= 0) data[row * tags + tag] = 1;
    });
    const isTagged = (tag = -1) => tag >= 0;
    const [tagged, real] = [count(step, isTagged), count(step, () => true)];
    return {
      targets: { type: 'float32', shape: [rows.length, tags], data },
      weights: rows.map((tag) => (isTagged(tag) ? 1 / tagged : 0)),
      divergenceWeights: rows.map((tag) => (tag === undefined ? 0 : 1 / real)),
    };
  };
}

function count(examples: readonly EncodedWords[], isCounted: (tag: number) => boolean): number {
  return examples.reduce((sum, { tags }) => sum + tags.filter(isCounted).length, 0);
}

/** A number for each row as a graph takes it. */
export function rowTensor(values: readonly number[]): FloatTensor {
  return { type: 'float32', shape: [values.length], data: Float32Array.from(values) };
}
