import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversionToFloat32, halfBits } from '../../../src/engine/checkpoint/floatConversion';

function convert(type: string, source: Uint16Array<ArrayBuffer> | Float64Array<ArrayBuffer>): Float32Array {
  const target = new Float32Array(source.length);
  conversionToFloat32(type)?.(source.buffer, target);
  return target;
}

test('every half-precision number is the one that IEEE 754 defines', () => {
  const numbers = convert(
    'F16',
    Uint16Array.from({ length: 1 << 16 }, (_, half) => half),
  );
  for (const [half, number] of numbers.entries()) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = (half & 1023) / 1024;
    const finite = exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15);
    const special = fraction === 0 ? Infinity : NaN;
    const expected = sign * (exponent === 31 ? special : finite);
    if (!Object.is(number, expected)) assert.fail(`0x${half.toString(16)}: ${number} is not ${expected}`);
  }
});

test('bfloat16 is the upper half of fp32', () => {
  const numbers = convert('BF16', Uint16Array.of(0x3f80, 0xc049, 0x0001, 0x8000, 0x7f80, 0xff80, 0x7fc0));
  assert.deepEqual([...numbers], [1, -3.140625, 2 ** -133, -0, Infinity, -Infinity, NaN]);
});

test('double precision is rounded to nearest', () => {
  const values = [0.1, 1 + 2 ** -24, 1e300, -(2 ** -149)];
  assert.deepEqual([...convert('F64', Float64Array.from(values))], values.map(Math.fround));
});

test('whole numbers are not converted', () => {
  for (const type of ['I64', 'I32', 'U8', 'I8', 'BOOL'] as const) assert.equal(conversionToFloat32(type), undefined);
});

/** fp32 of every finite fp16 number. */
const numbers = (() => {
  const target = new Float32Array(0x7c00);
  conversionToFloat32('F16')!(Uint16Array.from({ length: 0x7c00 }, (_, i) => i).buffer, target);
  return target;
})();

test('every half-precision number comes back as itself, with either sign', () => {
  assert.deepEqual(
    halfBits(numbers),
    Uint16Array.from(numbers, (_, i) => i),
  );
  assert.deepEqual(
    halfBits(numbers.map((value) => -value)),
    Uint16Array.from(numbers, (_, i) => i | 0x8000),
  );
});

test('what lies between two numbers goes to the nearer one, halfway to the even one', () => {
  for (let i = 0; i + 1 < numbers.length; i++) {
    const [low, high] = [numbers[i]!, numbers[i + 1]!];
    const middle = (low + high) / 2;
    const step = (high - low) / 4;
    const even = i % 2 === 0 ? i : i + 1;
    assert.deepEqual([...halfBits(Float32Array.of(middle - step, middle, middle + step))], [i, even, i + 1]);
  }
  assert.deepEqual([...halfBits(Float32Array.of(1e6, -1e6, 1e-9))], [0x7bff, 0xfbff, 0]);
});
