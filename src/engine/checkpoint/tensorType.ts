/** Bytes of one element, by the names that the safetensors format uses for types; of them F16, BF16, F32 and F64 can be computed with. */
const bytesPerElement: Readonly<Record<string, number>> = {
  C128: 16,
  C64: 8,
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  BOOL: 1,
};

/** Bytes of one element; undefined for a type that is not known, which only matters where the tensor is used. */
export function bytesOf(type: string): number | undefined {
  return Object.hasOwn(bytesPerElement, type) ? bytesPerElement[type] : undefined;
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
