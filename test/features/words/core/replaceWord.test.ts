import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  casedLike,
  maxAlternatives,
  noAlternative,
  replaceWord,
} from '../../../../src/features/words/core/replaceWord';
import { Thesaurus } from '../../../../src/features/words/core/thesaurus';
import { wordPlace } from '../../../../src/features/words/core/wordPlace';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { proseLanguage } from '../../../../src/prose/proseLanguages';
import type { FillPhraseRequest, ScoreSubstitutesRequest, ScoreWordsRequest } from '../../../../src/protocol/words';

/** The place in a Markdown text in which `|` is the caret or two of them the ends of the selection. */
async function placeIn(source: string) {
  const text = source.replaceAll('|', '');
  const start = source.indexOf('|');
  const end = Math.max(start, source.lastIndexOf('|') - 1);
  const document = new ProseDocument(await proseLanguage('markdown'), text);
  return wordPlace(passageAt(document, start, 320), { start, end }, 320);
}

const wordIn = async (source: string) => {
  const place = await placeIn(source);
  return place && place.text.slice(place.range.start, place.range.end);
};

test('the word at the caret, or the words selected without the white space around them', async () => {
  assert.equal(await wordIn('It is a qu|ick test.'), 'quick');
  assert.equal(await wordIn('It is a quick| test.'), 'quick');
  assert.equal(await wordIn('It is “a |quick test ”|.'), 'quick test');
  assert.equal(await wordIn("It isn|'t a test."), "isn't");
  assert.equal(await wordIn('It is a *qu|ick* test.'), 'quick');
});

test('no place: between words, in code, across markup', async () => {
  assert.equal(await wordIn('It is | a test.'), undefined);
  assert.equal(await wordIn('It is `qu|ick` here.'), undefined);
  assert.equal(await wordIn('It is |a *quick| test* here.'), undefined);
});

test('the source range is that of the document, the text that of the sentences around', async () => {
  const document = '# Title\n\n> First one.\n> A **bold** wo|rd stands\n> here.\n';
  const place = await placeIn(document);
  assert.ok(place);
  const { start, end } = place.source;
  assert.equal(document.replace('|', '').slice(start, end), 'word');
  assert.equal(place.text, 'Title First one. A bold word stands here.');
});

test('a word takes over the capitals of the one it replaces', () => {
  assert.deepEqual(
    [casedLike('fast', 'Quick'), casedLike('fast', 'QUICK'), casedLike('Paris', 'quick'), casedLike('one', 'A')],
    ['Fast', 'FAST', 'Paris', 'One'],
  );
});

/**
 * An engine to which words have these log-probabilities in a place, masked and with the original in sight; others are
 * out of the question.
 */
function engineWith(scores: Record<string, readonly [fit: number, meaning: number]>) {
  const score = (word: string) => scores[word] ?? ([-30, -30] as const);
  return {
    scoreWords: async ({ words }: ScoreWordsRequest) =>
      words.map((text) => ({ text, pieces: 1, startsWord: true, logProbability: score(text)[0] })),
    scoreSubstitutes: async ({ words }: ScoreSubstitutesRequest) => words.map((text) => score(text)[1]),
    fillPhrase: async ({ text, range }: FillPhraseRequest) => ({
      original: { text: text.slice(range.start, range.end), pieces: 2, meanLogProbability: -3 },
      phrases: Object.entries(scores).map(([phrase, [fit]]) => ({ text: phrase, pieces: 2, meanLogProbability: fit })),
    }),
  };
}

const thesaurus = new Thesaurus(
  async () => '# Made up.\nquick\tfast speedy rapid|clever slow prompt|hasty\nslow\tlate\n',
);

async function replacement(source: string, scores: Record<string, readonly [number, number]>) {
  const place = await placeIn(source);
  assert.ok(place);
  return replaceWord(engineWith(scores), thesaurus, place, { model: 'm' });
}

test('alternatives are synonyms by how well they fit and resemble, commoner senses first; one far behind is left out', async () => {
  const found = await replacement('It was a qu|ick answer.', {
    quick: [-3, -1],
    fast: [-4, -4],
    speedy: [-5, -2],
    prompt: [-4, -3],
    rapid: [-4, -20],
  });
  assert.deepEqual(found.alternatives, [
    { text: 'speedy', score: -7 },
    { text: 'fast', score: -8 },
    { text: 'prompt', score: -10 },
  ]);
  assert.deepEqual([found.original, found.judged], [{ text: 'quick', score: -4 }, 7]);
});

test('a list has at most six words; none is right beside the place, nor a content word of the sentence', async () => {
  const scores = Object.fromEntries(
    'quick fast speedy rapid clever slow prompt hasty'.split(' ').map((one) => [one, [-1, -1] as const]),
  );
  const texts = async (source: string) => (await replacement(source, scores)).alternatives.map(({ text }) => text);
  assert.equal((await texts('It was a qu|ick answer.')).length, maxAlternatives);
  assert.ok(!(await texts('It was a qu|ick answer, and very fast.')).includes('fast'));
});

test('where nothing is good there is a message', async () => {
  const found = await replacement('It was a Qu|ick answer.', { Quick: [-1, -1] });
  assert.deepEqual(found.alternatives, []);
  assert.equal(noAlternative(found), 'No good alternative to “Quick” here.');
  assert.equal((await replacement('It was a br|isk answer.', {})).judged, 0);
});

test('a word of grammar is replaced by its like only', async () => {
  const found = await replacement('It is mu|ch better.', {
    much: [-1, -1],
    far: [-2, -2],
    fast: [0, 0],
    many: [-3, -3],
  });
  assert.deepEqual(
    found.alternatives.map(({ text }) => text),
    ['far', 'many'],
  );
});

test('another wording of several words keeps one that says something', async () => {
  const scores = { 'simple to use': [-2, 0], 'at the time': [-1, 0], 'easy to read': [-2.5, 0] } as const;
  const found = await replacement('It is |easy to use| at home.', scores);
  assert.deepEqual(
    found.alternatives.map(({ text }) => text),
    ['simple to use', 'easy to read'],
  );
});
