import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstIndex } from '../../src/base/firstIndex';

test('the first index is the one that a search from the start finds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 20 }), (given, wanted) => {
      const values = given.toSorted((a, b) => a - b);
      const found = values.findIndex((value) => value >= wanted);
      assert.equal(
        firstIndex(values.length, (index) => values[index]! >= wanted),
        found < 0 ? values.length : found,
      );
    }),
  );
});
