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
