/** Writes the numbers of little-endian `bytes` to `target` as fp32. Both begin at an aligned address. */
export type Conversion = (bytes: ArrayBuffer, target: Float32Array<ArrayBuffer>) => void;

/** Exact for every type except F64, which is rounded to nearest. NaNs stay NaNs; zeros keep their sign. */
const conversions: Readonly<Record<string, Conversion>> = {
  F16: (bytes, target) => {
    const table = (halfTable ??= makeHalfTable());
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    const halves = new Uint16Array(bytes);
    for (let i = 0; i < bits.length; i++) bits[i] = table[halves[i] ?? 0] ?? 0;
  },
  BF16: (bytes, target) => {
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    const upper = new Uint16Array(bytes);
    for (let i = 0; i < bits.length; i++) bits[i] = (upper[i] ?? 0) << 16;
  },
  F32: (bytes, target) => target.set(new Float32Array(bytes)),
  F64: (bytes, target) => target.set(new Float64Array(bytes)),
};

/** fp32 bits of every half-precision number; made when the first fp16 tensor is read. */
let halfTable: Uint32Array | undefined;

/**
 * How numbers of a type become fp32; undefined for types other than floating-point numbers. The machine is
 * little-endian, as all are that the runtime is built for.
 */
export function conversionToFloat32(type: string): Conversion | undefined {
  return Object.hasOwn(conversions, type) ? conversions[type] : undefined;
}

function makeHalfTable(): Uint32Array {
  return Uint32Array.from({ length: 1 << 16 }, (_, half) => floatBits(half));
}

/** fp32 bits of the half-precision number `half` (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits). */
function floatBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 127 - 15) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal fp32: its highest set bit becomes the implicit one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((127 - 15 + 1 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** The largest fp16 number; larger ones, which no weight is, are cut to it. */
const largest = 65504;

/** fp32 to fp16 bits, rounded to nearest, ties to even (IEEE 754 binary16). */
export function halfBits(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const clamped = Float32Array.from(numbers, (value) => Math.min(largest, Math.max(-largest, value)));
  const bits = new Uint32Array(clamped.buffer);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i]!);
  return halves;
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  const exponent = (magnitude >>> 23) - 112;
  if (exponent > 0) {
    // Rebias, then round what is cut off; a carry runs into the exponent, as it should.
    return sign | ((magnitude - (112 << 23) + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  }
  if (exponent < -10) return sign;
  // Subnormal: the implicit bit becomes explicit, and the fraction moves down.
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const shift = 14 - exponent;
  const rest = fraction & ((1 << shift) - 1);
  const halfway = 1 << (shift - 1);
  const floor = fraction >>> shift;
  return sign | (floor + (rest > halfway || (rest === halfway && (floor & 1) === 1) ? 1 : 0));
}
