import type { VectorKernels } from './vectorKernels';
import { assembleKernels, vectorBytes } from './vectorKernels';

const pageBytes = 65_536;

/** Arrays share memories of this size: each takes address space of its own, but no room before it is written to. */
const memoryBytes = 2 ** 28;

let compiled: WebAssembly.Module | undefined;
const kernels = new WeakMap<ArrayBufferLike, VectorKernels>();

/** A memory of at least `bytes`, with the kernels that work in it. */
function openMemory(bytes: number): ArrayBuffer {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  compiled ??= new WebAssembly.Module(assembleKernels());
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
  kernels.set(memory.buffer, exports as unknown as VectorKernels);
  return memory.buffer;
}

/** Makes arrays of zeros that the functions below take, several of one length at a time, as those that belong to one tensor. */
export class VectorHeap {
  #memory: ArrayBuffer | undefined;
  #used = 0;

  allocate(count: number, length: number): Float32Array[] {
    const bytes = roomFor(length);
    if (this.#memory === undefined || this.#used + count * bytes > this.#memory.byteLength) {
      this.#memory = openMemory(Math.max(memoryBytes, count * bytes));
      this.#used = 0;
    }
    return Array.from({ length: count }, () => {
      const array = new Float32Array(this.#memory!, this.#used, length);
      this.#used += bytes;
      return array;
    });
  }
}

/** One array that grows to what is asked of it; its numbers are no longer the same then. */
export class VectorScratch {
  #memory: ArrayBuffer | undefined;

  /** An array for each length, in place of those given before. */
  arrays(lengths: readonly number[]): Float32Array[] {
    const total = lengths.reduce((sum, length) => sum + roomFor(length), 0);
    if (this.#memory === undefined || total > this.#memory.byteLength) this.#memory = openMemory(total);
    let at = 0;
    return lengths.map((length) => {
      const array = new Float32Array(this.#memory!, at, length);
      at += roomFor(length);
      return array;
    });
  }
}

/** What one step of AdamW takes besides the arrays; `clip` is a factor of the gradient, `keep` what decay leaves of a value. */
export interface AdamWNumbers {
  readonly clip: number;
  readonly keep: number;
  readonly rate: number;
  readonly floor: number;
  readonly beta1: number;
  readonly beta2: number;
}

/** A tensor's arrays, which AdamW changes in place but for the gradient. */
export interface AdamWArrays {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export function sumOfSquares(values: Float32Array): number {
  return values.length === 0 ? 0 : kernelsOf(values).sumOfSquares(...ends(values));
}

export function scale(values: Float32Array, factor: number): void {
  if (values.length > 0) kernelsOf(values).scale(...ends(values), factor);
}

/** Adds `values` to `sum`, an array of the same memory. */
export function addInto(sum: Float32Array, values: Float32Array): void {
  if (sum.length > 0) kernelsOf(sum, values).add(...ends(sum), values.byteOffset);
}

/** One step of AdamW (adamW.ts) over arrays of one memory. */
export function stepAdamW({ values, gradient, first, second }: AdamWArrays, numbers: AdamWNumbers): void {
  if (values.length === 0) return;
  const { clip, keep, rate, floor, beta1, beta2 } = numbers;
  const addresses = [gradient, first, second].map(({ byteOffset }) => byteOffset) as [number, number, number];
  const factors = [clip, keep, rate, floor, beta1, 1 - beta1, beta2, 1 - beta2];
  kernelsOf(values, gradient, first, second).adamW(...ends(values), ...addresses, ...factors);
}

/**
 * Fills a mask with 0 where one of 2¹⁶ equal chances falls below `threshold`, else with `kept`. The numbers behind a mask's
 * end, up to seven, are overwritten, too: what lies there is filled afterwards.
 */
export function fillDropout(mask: Float32Array, threshold: number, kept: number, seeds: readonly number[]): void {
  if (mask.length > 0) kernelsOf(mask).dropout(...ends(mask), threshold, kept, ...seeds);
}

function kernelsOf(...arrays: readonly Float32Array[]): VectorKernels {
  const found = kernels.get(arrays[0]!.buffer);
  if (found === undefined || arrays.some(({ buffer }) => buffer !== arrays[0]!.buffer)) {
    throw new RangeError('Vector instructions need arrays of one vector memory.');
  }
  return found;
}

/** Where an array begins and ends in its memory, in bytes. */
function ends({ byteOffset, byteLength }: Float32Array): readonly [number, number] {
  return [byteOffset, byteOffset + byteLength];
}

/** Bytes of an array with the room behind it that its last vector, begun anywhere, may write to. */
function roomFor(length: number): number {
  return (Math.ceil((4 * length) / vectorBytes) + 1) * vectorBytes;
}
