import type { TensorType } from './tensorType';

/** A tensor as a file describes it. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  /** Path of the file that holds it. */
  readonly file: string;
}
