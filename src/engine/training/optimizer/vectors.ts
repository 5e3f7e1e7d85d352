import { assembleKernels, vectorBytes, type VectorKernels } from './vectorKernels';

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

/** Makes arrays of zeros for the functions below, several of the same length at a time for one tensor. */
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

/** One array that grows as needed, and then loses its numbers. */
export class VectorScratch {
  #memory: ArrayBuffer | undefined;

  /** An array for each length, in place of those given before. */
  arrays(lengths: readonly number[]): Float32Array[] {
    const total = lengths.reduce((sum, length) => sum + roomFor(length), 0);
    if (this.#memory === undefined || total > this.#memory.byteLength) this.#memory = openMemory(total);
    let offset = 0;
    return lengths.map((length) => {
      const array = new Float32Array(this.#memory!, offset, length);
      offset += roomFor(length);
      return array;
    });
  }
}

/** The numbers of one AdamW step; `clip` is a factor of the gradient, `keep` what decay leaves of a value. */
export interface AdamWNumbers {
  readonly clip: number;
  readonly keep: number;
  readonly rate: number;
  readonly floor: number;
  readonly beta1: number;
  readonly beta2: number;
}

/** A tensor's arrays, which AdamW changes in place, except for the gradient. */
export interface AdamWArrays {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** The sum of squares from `start` up to `end`, both optional. A view of each range would take longer than it. */
export function sumOfSquares(values: Float32Array, start = 0, end = values.length): number {
  return start === end ? 0 : kernelsOf(values).sumOfSquares(address(values, start), address(values, end));
}

export function scale(values: Float32Array, factor: number, start = 0, end = values.length): void {
  if (start < end) kernelsOf(values).scale(address(values, start), address(values, end), factor);
}

/** Adds `values` to `sum`, an array of the same memory. */
export function addInto(sum: Float32Array, values: Float32Array, start = 0, end = sum.length): void {
  if (start < end) kernelsOf(sum, values).add(address(sum, start), address(sum, end), address(values, start));
}

/** One step of AdamW (adamW.ts) over arrays of one memory. */
export function stepAdamW(arrays: AdamWArrays, numbers: AdamWNumbers, start = 0, end = arrays.values.length): void {
  if (start === end) return;
  const { values, gradient, first, second } = arrays;
  const { clip, keep, rate, floor, beta1, beta2 } = numbers;
  kernelsOf(values, gradient, first, second).adamW(
    address(values, start),
    address(values, end),
    address(gradient, start),
    address(first, start),
    address(second, start),
    clip,
    keep,
    rate,
    floor,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
  );
}

/**
 * Fills a mask with 0 where one of 2¹⁶ equal chances falls below `threshold`, otherwise with `kept`. The numbers behind
 * a mask's end, up to seven, are overwritten, too: what lies there is filled afterwards.
 */
export function fillDropout(mask: Float32Array, threshold: number, kept: number, seeds: readonly number[]): void {
  if (mask.length === 0) return;
  kernelsOf(mask).dropout(address(mask, 0), address(mask, mask.length), threshold, kept, ...seeds);
}

/** The kernels of the memory that all of these arrays lie in. */
function kernelsOf(array: Float32Array, second = array, third = array, fourth = array): VectorKernels {
  const { buffer } = array;
  const found = kernels.get(buffer);
  if (found === undefined || second.buffer !== buffer || third.buffer !== buffer || fourth.buffer !== buffer) {
    throw new RangeError('Vector instructions need arrays of one vector memory.');
  }
  return found;
}

/** Where a number of an array is in its memory, in bytes. */
function address({ byteOffset }: Float32Array, index: number): number {
  return byteOffset + index * Float32Array.BYTES_PER_ELEMENT;
}

/** Bytes of an array with the room after it that its last vector may write to, wherever it begins. */
function roomFor(length: number): number {
  return (Math.ceil((4 * length) / vectorBytes) + 1) * vectorBytes;
}
