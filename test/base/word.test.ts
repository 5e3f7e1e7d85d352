import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capitalized, neighboringWords, word, wordAtEnd, wordAtStart } from '../../src/base/word';

test('apostrophes and hyphens join the letters of a word', () => {
  const words = [...'It doesn’t re-use ‘café’ x2 —'.matchAll(word)].map(([one]) => one);
  assert.deepEqual(words, ['It', 'doesn’t', 're-use', 'café', 'x']);
  assert.deepEqual(
    [wordAtEnd('a well-kn'), wordAtEnd('a '), wordAtStart("n't work"), wordAtStart(' a')],
    ['well-kn', '', "n't", ''],
  );
});

test('the words around a place are those next to it', () => {
  assert.deepEqual(neighboringWords('For a Long ', ' time here'), new Set(['long', 'time']));
  assert.deepEqual(neighboringWords('(', '.'), new Set(['']));
});

test('a first letter of two code units is put in upper case whole', () =>
  assert.deepEqual(['été', '𐐨x', ''].map(capitalized), ['Été', '𐐀x', '']));
