import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bioTags,
  canonicalTags,
  entitiesOfTags,
  labelsOfTags,
  meaningsOf,
  tagsOfEntities,
  type WordEntity,
} from '../../src/protocol/wordTags';

test('tags with prefixes, tags that only look so, and bare letters', () => {
  const meaning = (...tags: string[]) =>
    meaningsOf(tags).map(({ label, begins, ends }) => `${label}${begins ? ' begins' : ''}${ends ? ' ends' : ''}`);
  assert.deepEqual(meaning('O', 'B-PER', 'I-PER'), ['O', 'PER begins', 'PER']);
  assert.deepEqual(meaning('O', 'B-P', 'I-P', 'E-P', 'S-P'), ['O', 'P begins', 'P', 'P ends', 'P begins ends']);
  assert.deepEqual(meaning('O', 'B-P', 'I-P', 'L-P', 'U-P'), ['O', 'P begins', 'P', 'P ends', 'P begins ends']);
  assert.deepEqual(meaning('U-PER', 'L-A-B', 'O'), ['PER begins ends', 'A-B ends', 'O']);
  assert.deepEqual(meaning('O', 'PER', 'E-mail'), ['O', 'PER', 'E-mail']);
  assert.deepEqual(meaning('O', 'B-PER', 'I-PER', 'MISC'), ['O', 'PER begins', 'PER', 'MISC']);
  assert.deepEqual(meaning('O', 'B-PER', 'E-PER', 'I'), ['O', 'PER begins', 'E-PER', 'I']);
  assert.deepEqual(meaning('B', 'I', 'O', 'L'), ['ENTITY begins', 'ENTITY', 'O', 'ENTITY ends']);
  assert.deepEqual(meaning('LABEL_0', 'LABEL_1'), ['LABEL_0', 'LABEL_1']);
  assert.deepEqual(meaning('O'), ['O']);
  assert.deepEqual(canonicalTags(['O', 'L-A-B', 'U-X', 'I-X', 'B-X']), ['O', 'E-A-B', 'S-X', 'I-X', 'B-X']);
  assert.deepEqual(canonicalTags(['O', 'B-PER', 'MISC']), ['O', 'B-PER', 'I-MISC']);
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
  const tagsWith = (letters: string) => new Set([...letters].flatMap((letter) => [`${letter}-A`, `${letter}-B-C`]));
  fc.assert(
    fc.property(entities, fc.constantFrom('BI', 'BIES', 'BIE'), fc.nat(2), (given, letters, rest) => {
      const tags = tagsOfEntities(given, (given.at(-1)?.end ?? 0) + rest, tagsWith(letters));
      assert.deepEqual(entitiesOfTags(tags), given);
      assert.ok(tags.every((tag) => tag === 'O' || letters.includes(tag.charAt(0))));
      assert.ok(labelsOfTags(tags).every((label) => given.some((one) => one.label === label)));
    }),
  );
  const both = [
    { start: 0, end: 2, label: 'A' },
    { start: 2, end: 3, label: 'B-C' },
  ];
  assert.deepEqual(tagsOfEntities(both, 4, new Set(bioTags(['A', 'B-C']))), ['B-A', 'I-A', 'B-B-C', 'O']);
  assert.deepEqual(tagsOfEntities(both, 3, new Set(['O', 'I-A', 'B-B-C', 'I-B-C'])), ['I-A', 'I-A', 'B-B-C']);
  assert.deepEqual(bioTags(['A', 'B']), ['O', 'B-A', 'I-A', 'B-B', 'I-B']);
});
