import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnPhrases } from '../../../../../src/features/words/core/phrases/ownPhrases';

const common = new Set(['we', 'met', 'the', 'in', 'a']);
const frequencies = { frequency: (word: string) => (common.has(word) ? 100 : 0) };

function phrasesOf(...documents: string[]): OwnPhrases {
  const phrases = new OwnPhrases(frequencies);
  documents.forEach((text, i) => phrases.set(`${i}`, [text]));
  return phrases;
}

test('What follows one, two and three words is counted in all documents', () => {
  const phrases = phrasesOf('We met the Zorblax team. Later we met the Zorblax crew.', 'They met the press.');
  const [one, two, three] = phrases.continuations(['we', 'met', 'the']);
  assert.deepEqual(one, {
    counts: new Map([
      ['Zorblax', 2],
      ['press', 1],
    ]),
    total: 3,
  });
  assert.deepEqual(two, {
    counts: new Map([
      ['Zorblax', 2],
      ['press', 1],
    ]),
    total: 3,
  });
  assert.deepEqual(three, { counts: new Map([['Zorblax', 2]]), total: 2 });
});

test('A document that is read anew or forgotten no longer counts as it was', () => {
  const phrases = phrasesOf('We met Zorblax.');
  phrases.set('0', ['We met Quux.']);
  assert.deepEqual([...phrases.continuations(['met'])[0]!.counts.keys()], ['Quux']);
  assert.equal(phrases.beginningWith('zor').counts.size, 0);
  phrases.delete('0');
  assert.equal(phrases.size, 0);
  assert.equal(phrases.continuations(['met'])[0]!.total, 0);
});

test('A word at the beginning of a sentence has a small letter where that is a word', () => {
  const { counts } = phrasesOf('The plan. Zorblax came.').beginningWith('');
  assert.deepEqual([...counts.keys()].sort(), ['Zorblax', 'came', 'plan', 'the']);
});

test('Marks and numbers are never offered, and a sentence does not go on in the next', () => {
  const phrases = phrasesOf('In 1999, we met. Zorblax 12');
  assert.deepEqual([...phrases.continuations(['in'])[0]!.counts.keys()], []);
  assert.equal(phrases.continuations(['met'])[0]!.total, 0);
  assert.deepEqual([...phrases.beginningWith('').counts.keys()].sort(), ['Zorblax', 'in', 'met', 'we']);
});

test('What was read longest ago is forgotten once there is too much', () => {
  const phrases = new OwnPhrases(frequencies);
  const long = 'word '.repeat(99_000);
  phrases.set('first', [`zorblax ${long}`]);
  for (let i = 0; i < 4; i++) phrases.set(`${i}`, [long]);
  assert.ok(phrases.size <= 400_000, `${phrases.size}`);
  assert.equal(phrases.beginningWith('zor').counts.size, 0);
  const { total } = phrases.continuations(['word'])[0]!;
  assert.ok(total <= 4 * 10_000, 'of a word that stands everywhere only some places are looked at');
});

test('A sentence that a document repeats with other numbers counts once', () => {
  const phrases = new OwnPhrases(frequencies);
  const lines = Array.from({ length: 3000 }, (_, i) => `Number ${i} was about the ${i} rivers of the land.`);
  phrases.set('log', lines);
  phrases.set('letter', ['We met the team of the band.']);
  const [one, two] = phrases.continuations(['of', 'the']);
  const counts = new Map([
    ['land', 1],
    ['band', 1],
  ]);
  assert.deepEqual(two, { counts, total: 2 });
  assert.deepEqual(one!.counts, new Map([...counts, ['team', 1]]));
});
