import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { evidenceOf, mixed, type Mixture } from '../../../../../src/features/words/core/phrases/mixWords';
import { OwnPhrases } from '../../../../../src/features/words/core/phrases/ownPhrases';
import { PhraseTable } from '../../../../../src/features/words/core/phrases/phraseTable';

const table = PhraseTable.read(readFileSync(path.join(__dirname, '../../../../../models/phrases/english.br')));
const modelAlone: Mixture = { table: 0, ownWords: 0, doubt: 1e9 };

/** The model says these words, and leaves a tenth to others. */
const prediction = {
  words: [
    { text: 'go', pieces: 1, startsWord: true, logProbability: Math.log(0.5) },
    { text: 'know', pieces: 1, startsWord: true, logProbability: Math.log(0.3) },
    { text: 'ing', pieces: 1, startsWord: false, logProbability: Math.log(0.1) },
  ],
  unseen: 0.1,
};

async function sourcesOf(...sentences: string[]) {
  const own = new OwnPhrases(await table);
  own.set('document', sentences);
  return { table: await table, own };
}

const probabilityOf = (words: readonly { text: string; logProbability: number }[], text: string) =>
  Math.exp(words.find((word) => word.text === text)?.logProbability ?? -Infinity);

test('without a share of the counts, the model says what it says', async () => {
  const place = { before: 'Please let me ', typed: '', after: '' };
  const { words, unseen } = mixed(evidenceOf(prediction, place, await sourcesOf()), modelAlone);
  for (const { text, logProbability } of prediction.words)
    assert.ok(Math.abs(probabilityOf(words, text) - Math.exp(logProbability)) < 1e-9, text);
  assert.equal(unseen, prediction.unseen);
});

test('the table moves the words that people write there to the front, and knows words that the model does not', async () => {
  const place = { before: 'Please let me ', typed: '', after: '' };
  const { words } = mixed(evidenceOf(prediction, place, await sourcesOf()), { ...modelAlone, table: 0.7 });
  assert.ok(probabilityOf(words, 'know') > probabilityOf(words, 'go'));
  assert.ok(probabilityOf(words, 'see') > 0);
});

test('what the writer wrote behind the same words counts more, the more often it was written', async () => {
  const place = { before: 'We met the ', typed: '', after: '' };
  const mixture = { ...modelAlone, table: 0.5, doubt: 4 };
  const probabilities = [];
  for (const times of [0, 1, 3, 9]) {
    const sources = await sourcesOf(...Array.from({ length: times }, () => 'Later we met the Zorblax team.'));
    probabilities.push(probabilityOf(mixed(evidenceOf(prediction, place, sources), mixture).words, 'Zorblax'));
  }
  assert.deepEqual(
    probabilities,
    probabilities.toSorted((a, b) => a - b),
  );
  assert.ok(probabilities[0] === 0 && probabilities[3]! > 0.4, `${probabilities.join(' ')}`);
});

test('the words that are mixed have at most one probability together', async () => {
  for (const before of ['Please let me ', 'We met the ', 'It is ']) {
    const sources = await sourcesOf('We met the team.', 'It is good.', 'It is late.');
    const { words } = mixed(evidenceOf(prediction, { before, typed: '', after: '' }, sources), {
      table: 0.5,
      ownWords: 0.1,
      doubt: 2,
    });
    const sum = words.reduce((total, { logProbability }) => total + Math.exp(logProbability), 0);
    assert.ok(sum <= 1.02, `${before}${sum}`);
  }
});

test('the word that follows counts in the middle of a sentence', async () => {
  const sources = await sourcesOf();
  const probability = (after: string) =>
    probabilityOf(
      mixed(evidenceOf(prediction, { before: 'They will be ', typed: '', after }, sources), { ...modelAlone, table: 1 })
        .words,
      'able',
    );
  assert.ok(probability(' to come') > 2 * probability(''));
});

test('only words that begin as typed are added', async () => {
  const place = { before: 'Please let me ', typed: 'Kn', after: '' };
  const known = new Set(prediction.words.map(({ text }) => text));
  for (const { text } of evidenceOf(prediction, place, await sourcesOf('Knut knows.')).words)
    assert.ok(known.has(text) || /^kn/i.test(text), text);
});

test('the unfinished word at the cursor, which stands in the document, does not count for itself', async () => {
  const place = { before: 'It is one of the most ', typed: 'kn', after: '' };
  const words = async (...sentences: string[]) => {
    const { words } = mixed(evidenceOf(prediction, place, await sourcesOf(...sentences)), { ...modelAlone, doubt: 1 });
    return words.map(({ text, logProbability }) => [text, logProbability]);
  };
  assert.deepEqual(await words('It is one of the most kn'), await words('It is one of the most'));
});
