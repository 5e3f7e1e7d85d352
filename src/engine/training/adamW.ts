/** So many numbers are looked at together: where none of them ever had a gradient, there are no moments to move. */
const blockSize = 256;

/** A trained tensor with its moments; all of the same length, changed in place. */
export interface OptimisedTensor {
  readonly name: string;
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** For each block whether its moments may differ from 0. Most rows of a table of words never occur in a set of texts. */
  readonly active: Uint8Array;
  /** Which rows have a gradient now, where that is known; without it, any number may have one. */
  rows?: GradientRows;
}

/** Rows of a table whose gradient is not 0, each once. */
export interface GradientRows {
  readonly width: number;
  touched: readonly number[];
}

/** A tensor with empty moments, ready for its first step. */
export function optimisedTensor(name: string, values: Float32Array): OptimisedTensor {
  const zeros = () => new Float32Array(values.length);
  const active = new Uint8Array(Math.ceil(values.length / blockSize));
  return { name, values, gradient: zeros(), first: zeros(), second: zeros(), active };
}

/** Looks anew which blocks have moments, after these were read from a file. */
export function findActive({ first, second, active }: OptimisedTensor): void {
  active.forEach((_, block) => {
    active[block] = isZero(first, block) && isZero(second, block) ? 0 : 1;
  });
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

function update(tensor: OptimisedTensor, factor: number, keep: number, rate: number, floor: number): void {
  const { values, gradient, active, rows } = tensor;
  if (rows !== undefined) activate(active, rows);
  for (let block = 0; block < active.length; block++) {
    if (active[block] === 0 && rows === undefined && !isZero(gradient, block)) active[block] = 1;
    const [start, end] = rangeOf(block, values.length);
    if (active[block] === 1) updateRange(tensor, start, end, factor, keep, rate, floor);
    // Without gradient and moments, the step is the decay alone: the same numbers for a fraction of the time.
    else if (keep !== 1) for (let i = start; i < end; i++) values[i] = values[i]! * keep;
  }
}

function activate(active: Uint8Array, { width, touched }: GradientRows): void {
  for (const row of touched) {
    const last = Math.floor(((row + 1) * width - 1) / blockSize);
    for (let block = Math.floor((row * width) / blockSize); block <= last; block++) active[block] = 1;
  }
}

function updateRange(
  { values, gradient, first, second }: OptimisedTensor,
  start: number,
  end: number,
  factor: number,
  keep: number,
  rate: number,
  floor: number,
): void {
  for (let i = start; i < end; i++) {
    const g = gradient[i]! * factor;
    const m = beta1 * first[i]! + (1 - beta1) * g;
    const v = beta2 * second[i]! + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    values[i] = values[i]! * keep - (rate * m) / (Math.sqrt(v) + floor);
  }
}

function isZero(values: Float32Array, block: number): boolean {
  const [start, end] = rangeOf(block, values.length);
  for (let i = start; i < end; i++) if (values[i] !== 0) return false;
  return true;
}

function rangeOf(block: number, length: number): readonly [number, number] {
  return [block * blockSize, Math.min(length, (block + 1) * blockSize)];
}

/** The norm of all gradients together. */
export function globalNorm(tensors: readonly OptimisedTensor[]): number {
  let sum = 0;
  for (const { gradient, rows } of tensors) {
    if (rows === undefined) sum += squares(gradient);
    else for (const row of rows.touched) sum += squares(gradient.subarray(row * rows.width, (row + 1) * rows.width));
  }
  return Math.sqrt(sum);
}

function squares(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
