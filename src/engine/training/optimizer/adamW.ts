import {
  addInto,
  scale,
  stepAdamW,
  sumOfSquares,
  type AdamWArrays,
  type AdamWNumbers,
  type VectorHeap,
} from './vectors';

/** This many numbers are looked at together: if none of them ever had a gradient, there are no moments to update. */
const blockSize = 256;

/** A trained tensor with its moments; all of the same length, changed in place. */
export interface OptimizedTensor extends AdamWArrays {
  readonly name: string;
  /** Where the gradients of several runs are added up; takes no memory before. */
  readonly sum: Float32Array;
  /** For each block whether it ever had a gradient. Most rows of a table of words never occur in a set of texts. */
  readonly active: Uint8Array;
}

/** A tensor with a copy of `values` and empty moments, ready for its first step. */
export function optimizedTensor(name: string, values: Float32Array, heap: VectorHeap): OptimizedTensor {
  const [own, gradient, first, second, sum] = heap.allocate(5, values.length) as [
    ...[Float32Array, Float32Array, Float32Array],
    ...[Float32Array, Float32Array],
  ];
  own.set(values);
  return { name, values: own, gradient, first, second, sum, active: new Uint8Array(blocks(values.length)) };
}

/** Finds out which blocks have moments after these were read from a file. */
export function findActive({ first, second, active }: OptimizedTensor): void {
  const isZero = (values: Float32Array, block: number) => {
    const end = Math.min(values.length, (block + 1) * blockSize);
    for (let i = block * blockSize; i < end; i++) if (values[i] !== 0) return false;
    return true;
  };
  active.forEach((_, block) => {
    active[block] = isZero(first, block) && isZero(second, block) ? 0 : 1;
  });
}

/** Marks the numbers from `start` up to `end`, or all, as having a gradient. */
export function activate({ active, values }: OptimizedTensor, start = 0, end = values.length): void {
  active.fill(1, Math.floor(start / blockSize), blocks(end));
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
export function adamW(tensors: readonly OptimizedTensor[], options: AdamWOptions): void {
  const { learningRate, step } = options;
  const correction = Math.sqrt(1 - beta2 ** step);
  for (const tensor of tensors) {
    const numbers: AdamWNumbers = {
      clip: options.gradientFactor,
      keep: 1 - (decays(tensor.name) ? learningRate * options.weightDecay : 0),
      rate: (learningRate * correction) / (1 - beta1 ** step),
      floor: epsilon * correction,
      beta1,
      beta2,
    };
    forEachRun(tensor, (start, end, isActive) => {
      if (isActive) stepAdamW(tensor, numbers, start, end);
      // Without gradient and moments, the step is the decay alone: the same numbers for a fraction of the time.
      else if (numbers.keep !== 1) scale(tensor.values, numbers.keep, start, end);
    });
  }
}

/** Whether weight decay applies: to matrices and tables. */
export function decays(name: string): boolean {
  return !/(\.bias|_bias|LayerNorm\.weight)$/.test(name);
}

/** The norm of all gradients together. */
export function globalNorm(tensors: readonly OptimizedTensor[]): number {
  let sum = 0;
  for (const tensor of tensors) {
    forEachRun(tensor, (start, end, isActive) => {
      if (isActive) sum += sumOfSquares(tensor.gradient, start, end);
    });
  }
  return Math.sqrt(sum);
}

/** Sets the sum of gradients to 0. */
export function clearSum(tensor: OptimizedTensor): void {
  forEachRun(tensor, (start, end, isActive) => {
    if (isActive) tensor.sum.fill(0, start, end);
  });
}

/** Adds a gradient to the sum. */
export function addGradient(tensor: OptimizedTensor): void {
  forEachRun(tensor, (start, end, isActive) => {
    if (isActive) addInto(tensor.sum, tensor.gradient, start, end);
  });
}

/** Calls `visit` for each stretch of blocks that are alike. */
function forEachRun(
  { active, values }: OptimizedTensor,
  visit: (start: number, end: number, isActive: boolean) => void,
): void {
  for (let block = 0; block < active.length;) {
    const kind = active[block]!;
    const other = active.indexOf(1 - kind, block);
    const next = other === -1 ? active.length : other;
    visit(block * blockSize, Math.min(values.length, next * blockSize), kind === 1);
    block = next;
  }
}

function blocks(length: number): number {
  return Math.ceil(length / blockSize);
}
