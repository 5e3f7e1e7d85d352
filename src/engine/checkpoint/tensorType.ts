/** Element types by the names that the safetensors format uses. */
export type TensorType = 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'U8' | 'I8' | 'BOOL' | 'F64';

/** Bytes of one element. */
export const bytesPerElement: Readonly<Record<TensorType, number>> = {
  F64: 8,
  I64: 8,
  F32: 4,
  I32: 4,
  F16: 2,
  BF16: 2,
  U8: 1,
  I8: 1,
  BOOL: 1,
};

/** Whether a name that a file gives is a type that can be read. */
export function isTensorType(name: unknown): name is TensorType {
  return typeof name === 'string' && Object.hasOwn(bytesPerElement, name);
}

/** The product of the dimensions; undefined when one is no whole number from 0 on, or the product is past 2^53. */
export function countElements(shape: readonly unknown[]): number | undefined {
  let elements = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
    elements *= size;
    if (!Number.isSafeInteger(elements)) return undefined;
  }
  return elements;
}
