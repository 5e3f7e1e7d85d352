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
