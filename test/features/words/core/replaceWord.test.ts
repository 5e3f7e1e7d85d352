import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceWord, casedLike, wordForm } from '../../../../src/features/words/core/replaceWord';
import { wordPlace } from '../../../../src/features/words/core/wordPlace';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { proseLanguage } from '../../../../src/prose/proseLanguages';
import type { FillWordsRequest, ScoreSubstitutesRequest, WordCandidate } from '../../../../src/protocol/words';

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

test('forms by their spelling, and by the commonest irregular words', () => {
  const forms = { walking: 'ing', walked: 'past', went: 'past', walks: 's', children: 's', better: 'comparative' };
  for (const [word, form] of Object.entries({ ...forms, biggest: 'superlative', quickly: 'adverb' }))
    assert.equal(wordForm(word), form, word);
  for (const word of ['thing', 'need', 'this', 'family', 'interest', 'walk', 'class', 'analysis', 'status'])
    assert.equal(wordForm(word), 'plain', word);
});

test('a word takes over the capitals of the one it replaces', () => {
  assert.deepEqual(
    [casedLike('fast', 'Quick'), casedLike('fast', 'QUICK'), casedLike('Paris', 'quick'), casedLike('one', 'A')],
    ['Fast', 'FAST', 'Paris', 'One'],
  );
});

test('alternatives of like meaning and of the same form come first; neither the word itself nor a neighbor comes', async () => {
  const asked: FillWordsRequest[] = [];
  const candidate = (text: string, probability: number): WordCandidate => {
    return { text, pieces: 1, startsWord: true, logProbability: Math.log(probability) };
  };
  const engine = {
    fillWords: async (request: FillWordsRequest) => {
      asked.push(request);
      const words = { play: 0.3, Walked: 0.2, ran: 0.1, slowly: 0.05, to: 0.04, walks: 0.03, stopped: 0.001 };
      return { words: Object.entries(words).map(([text, p]) => candidate(text, p)), unseen: 0 };
    },
    scoreWords: async () => [candidate('walked', 0.2)],
    scoreSubstitutes: async ({ words }: ScoreSubstitutesRequest) => words.map((one) => Math.log(meanings[one] ?? 0.1)),
    fillPhrase: () => assert.fail('one word is not a phrase'),
  };
  const meanings: Record<string, number> = { play: 0.001 };
  const place = await placeIn('They wal|ked slowly to school.');
  assert.ok(place);
  const { original, alternatives } = await replaceWord(engine, place, { model: 'm', top: 3 });
  assert.equal(original.probability, 0.2);
  assert.deepEqual(
    alternatives.map(({ text, sameForm }) => [text, sameForm]),
    [
      ['ran', true],
      ['to', false],
      ['walks', false],
    ],
  );
  assert.deepEqual([asked[0]?.text, asked[0]?.range], ['They walked slowly to school.', { start: 5, end: 11 }]);
});
