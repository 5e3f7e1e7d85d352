export interface StepLosses {
  /** Task loss, weighted. */
  readonly task: number;
  /** The symmetric divergence of both passes without its floor, weighted; with SiFT. */
  readonly divergence?: number;
  /** Ascent steps that were skipped because the gradient was not finite. */
  readonly skipped: number;
}

/** A way of training: computes the gradients of a batch into the parameters' gradient buffers. */
export interface Stepper<E> {
  /** `examples` are all of a step's, or a part of them; `seed` decides dropout and perturbation. */
  run(examples: readonly E[], step: readonly E[], seed: number): Promise<StepLosses>;
  release(): Promise<void>;
}
