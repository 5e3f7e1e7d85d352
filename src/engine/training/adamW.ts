/** A trained tensor with its moments; all of the same length, changed in place. */
export interface OptimisedTensor {
  readonly name: string;
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface AdamWOptions {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Steps taken so far, this one included. */
  readonly step: number;
  /** Factor of the gradients, as of clipping. */
  readonly gradientFactor: number;
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** One step of AdamW with decoupled decay (Loshchilov and Hutter 2019, algorithm 2); biases and norms do not decay. */
export function adamW(tensors: readonly OptimisedTensor[], options: AdamWOptions): void {
  const { learningRate, step } = options;
  const correction = Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step);
  for (const tensor of tensors) {
    const keep = 1 - (decays(tensor.name) ? learningRate * options.weightDecay : 0);
    update(tensor, options.gradientFactor, keep, learningRate * correction, epsilon * Math.sqrt(1 - beta2 ** step));
  }
}

/** Whether weight decay applies: to matrices and tables. */
export function decays(name: string): boolean {
  return !/(\.bias|_bias|LayerNorm\.weight)$/.test(name);
}

function update(
  { values, gradient, first, second }: OptimisedTensor,
  factor: number,
  keep: number,
  rate: number,
  floor: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]! * factor;
    const m = beta1 * first[i]! + (1 - beta1) * g;
    const v = beta2 * second[i]! + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    values[i] = values[i]! * keep - (rate * m) / (Math.sqrt(v) + floor);
  }
}

/** The norm of all gradients together. */
export function globalNorm(tensors: readonly OptimisedTensor[]): number {
  let sum = 0;
  for (const { gradient } of tensors) {
    let part = 0;
    for (let i = 0; i < gradient.length; i++) part += gradient[i]! * gradient[i]!;
    sum += part;
  }
  return Math.sqrt(sum);
}
