/** A tensor as a file describes it. */
export interface TensorInfo {
  readonly name: string;
  /** As the file names it; only where its numbers are read it has to be known. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  /** Path of the file that holds it. */
  readonly file: string;
}
