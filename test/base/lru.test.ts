import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lru } from '../../src/base/lru';

test('what was not used for longest is forgotten', () => {
  const lru = new Lru<string, number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => lru.get(key)),
    [1, undefined, 3],
  );
});

test('entries may weigh more than one; the newest stays however heavy it is', () => {
  const lru = new Lru<string, number>(10, (weight) => weight);
  for (const [key, weight] of Object.entries({ a: 3, b: 3, c: 4 })) lru.set(key, weight);
  const held = () => ['a', 'b', 'c', 'd'].filter((key) => lru.get(key) !== undefined);
  assert.deepEqual(held(), ['a', 'b', 'c']);
  lru.set('b', 4);
  assert.deepEqual(held(), ['b', 'c']);
  lru.set('d', 50);
  assert.deepEqual(held(), ['d']);
  lru.set('a', 1);
  assert.deepEqual(held(), ['a']);
});
