import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bioTags,
  canonicalTag,
  entitiesOfTags,
  labelsOfTags,
  tagsOfEntities,
  tagStyle,
  type WordEntity,
} from '../../src/protocol/wordTags';

test('tags with letters are told from plain ones, and a mixture from both', () => {
  assert.equal(tagStyle(['O', 'B-PER', 'I-PER']), 'lettered');
  assert.equal(tagStyle(['U-PER', 'L-LOC', 'O']), 'lettered');
  assert.equal(tagStyle(['B', 'I', 'O']), 'lettered');
  assert.equal(tagStyle(['NOUN', 'VERB', 'S-bar']), 'plain');
  assert.equal(tagStyle(['PER', 'O']), 'plain');
  assert.equal(tagStyle(['B-PER', 'LOC']), undefined);
  assert.deepEqual(
    ['O', 'L-A-B', 'U-X', 'I'].map((tag) => canonicalTag(tag, 'lettered')),
    ['O', 'E-A-B', 'S-X', 'I-ENTITY'],
  );
  assert.equal(canonicalTag('B-PER', 'plain'), 'I-B-PER');
});

test('entities become tags of any scheme and come back', () => {
  const entities = fc
    .array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 }), fc.constantFrom('A', 'B-C')))
    .map((parts) => {
      let at = 0;
      return parts.map(([gap, length, label]): WordEntity => {
        const start = at + gap;
        at = start + length;
        return { start, end: at, label };
      });
    });
  fc.assert(
    fc.property(entities, fc.constantFrom('BI', 'BIES', 'BIE'), fc.nat(2), (given, letters, rest) => {
      const tags = tagsOfEntities(given, (given.at(-1)?.end ?? 0) + rest, letters);
      assert.deepEqual(entitiesOfTags(tags), given);
      assert.ok(tags.every((tag) => tag === 'O' || letters.includes(tag.charAt(0))));
      assert.ok(labelsOfTags(tags).every((label) => given.some((one) => one.label === label)));
    }),
  );
  assert.deepEqual(tagsOfEntities([{ start: 0, end: 2, label: 'A' }], 2, 'I'), ['I-A', 'I-A']);
  assert.deepEqual(bioTags(['A', 'B']), ['O', 'B-A', 'I-A', 'B-B', 'I-B']);
});
