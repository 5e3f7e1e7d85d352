import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversionToFloat32 } from '../../../src/engine/checkpoint/floatConversion';
import { halfBits } from '../../../src/engine/runtime/halfPrecision';

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
