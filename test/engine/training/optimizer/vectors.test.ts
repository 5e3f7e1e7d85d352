import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../../../src/base/random';
import { addInto, scale, stepAdamW, sumOfSquares, VectorHeap } from '../../../../src/engine/training/optimizer/vectors';

const f32 = Math.fround;

/** Arrays of random numbers, one behind the other in one memory. */
function arrays(count: number, length: number, seed: number): Float32Array[] {
  const random = new Random(seed);
  const made = new VectorHeap().allocate(count, length);
  for (const array of made) array.forEach((_, i) => (array[i] = random.normal()));
  return made;
}

test('vector instructions give the numbers of single ones, for every length, and leave the next array alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer(), (length, seed) => {
      const [first, second, third] = arrays(3, length, seed) as [Float32Array, Float32Array, Float32Array];
      const [a, b, c] = [first, second, third].map((array) => [...array]) as [number[], number[], number[]];
      const sum = a.reduce((total, value) => total + value * value, 0);
      assert.ok(Math.abs(sumOfSquares(first) - sum) <= 1e-6 * sum);
      scale(first, 0.3);
      assert.deepEqual(
        [...first],
        a.map((value) => f32(value * f32(0.3))),
      );
      addInto(second, third);
      assert.deepEqual(
        [...second],
        b.map((value, i) => f32(value + c[i]!)),
      );
      assert.deepEqual([...third], c);
    }),
  );
});

test('a step of AdamW is that of its formula in single precision', () => {
  const [values, gradient, first, second] = arrays(4, 83, 5) as [
    ...[Float32Array, Float32Array],
    ...[Float32Array, Float32Array],
  ];
  second.set(second.map(Math.abs));
  const expected = [...values].map((value, i) => {
    const g = f32(gradient[i]! * f32(0.7));
    const m = f32(f32(first[i]! * f32(0.9)) + f32(g * f32(1 - 0.9)));
    const v = f32(f32(second[i]! * f32(0.999)) + f32(f32(g * g) * f32(1 - 0.999)));
    const moved = f32(f32(m * f32(1e-2)) / f32(f32(Math.sqrt(v)) + f32(1e-8)));
    return [f32(f32(value * f32(0.99)) - moved), m, v];
  });
  const numbers = { clip: 0.7, keep: 0.99, rate: 1e-2, floor: 1e-8, beta1: 0.9, beta2: 0.999 };
  stepAdamW({ values, gradient, first, second }, numbers);
  assert.deepEqual(
    [...values].map((value, i) => [value, first[i], second[i]]),
    expected,
  );
});

test('arrays of other memories are refused', () => {
  assert.throws(() => scale(Float32Array.of(1), 2), RangeError);
  const [[one], [other]] = [arrays(1, 4, 1), arrays(1, 4, 2)] as [Float32Array[], Float32Array[]];
  assert.throws(() => addInto(one!, other!), RangeError);
});
