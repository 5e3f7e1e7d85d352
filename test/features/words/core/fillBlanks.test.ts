import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blanksIn, fillBlanks } from '../../../../src/features/words/core/fillBlanks';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { proseLanguage } from '../../../../src/prose/proseLanguages';
import type { FillBlanksRequest } from '../../../../src/protocol/words';

/** Blanks of a Markdown text, in which `|` is the caret or pairs of them are selections. */
async function blanksOf(source: string) {
  const text = source.replaceAll('|', '');
  const marks = [...source.matchAll(/\|/g)].map(({ index }, i) => index - i);
  const selections =
    marks.length === 1
      ? [{ start: marks[0]!, end: marks[0]! }]
      : marks.flatMap((start, i) => (i % 2 === 0 ? [{ start, end: marks[i + 1]! }] : []));
  const document = new ProseDocument(await proseLanguage('markdown'), text);
  const place = blanksIn(passageAt(document, selections[0]?.start ?? 0, 320), selections, 320);
  return place && { ...place, words: place.sources.map(({ start, end }) => text.slice(start, end)) };
}

test('marks around the caret are blanks, of both kinds', async () => {
  const place = await blanksOf('If you ___ to know more about [MASK], |read it. See snake___case too.');
  assert.deepEqual(place?.words, ['___', '[MASK]']);
  assert.deepEqual(
    place.blanks.map(({ start, end }) => place.text.slice(start, end)),
    place.words,
  );
});

test('a selection narrows the marks, and is a blank itself where it has none', async () => {
  assert.deepEqual((await blanksOf('|If you ___| to know ___ more.'))?.words, ['___']);
  assert.deepEqual((await blanksOf('If you |want| to |know| more.'))?.words, ['want', 'know']);
  assert.equal(await blanksOf('If you | want to know more.'), undefined);
});

test('answers are previewed in the sentence; its first word begins with a capital, one after an abbreviation does not', async () => {
  const place = await blanksOf('Before.\n\n___ is |a ___. After.');
  assert.ok(place);
  const word = (text: string) => ({ text, pieces: 1, startsWord: true, logProbability: -1 });
  const engine = {
    fillBlanks: async ({ blanks }: FillBlanksRequest) => {
      assert.equal(blanks.length, 2);
      return [{ words: [word('this'), word('test')], meanLogProbability: -1 }];
    },
  };
  const dated = await blanksOf('On 3 Jan. ___ |was a ___.');
  assert.ok(dated);
  assert.deepEqual((await fillBlanks(engine, dated, { model: 'm', pieces: 1 }))[0]?.words, ['this', 'test']);
  assert.deepEqual(await fillBlanks(engine, place, { model: 'm', pieces: 1 }), [
    { words: ['This', 'test'], preview: 'This is a test.', probability: Math.exp(-1) },
  ]);
});

test('no answer repeats a word, needs an unlikely word of grammar, or is far behind the best', async () => {
  const place = await blanksOf('The ___ was late because |of the ___ in the tunnel.');
  assert.ok(place);
  const answers = [
    { words: ['tunnel', 'train'], mean: -1 },
    { words: ['train', 'train'], mean: -1 },
    { words: ['train', 'other'], mean: -1.5 },
    { words: ['train', 'snow'], mean: -2 },
    { words: ['bus', 'snow'], mean: -4.2 },
    { words: ['cat', 'snow'], mean: -4.5 },
  ];
  const fillBlanksOf = async (list: typeof answers) =>
    fillBlanks(
      {
        fillBlanks: async () =>
          list.map(({ words, mean }) => ({
            words: words.map((text) => ({ text, pieces: 1, startsWord: true, logProbability: -4 })),
            meanLogProbability: mean,
          })),
      },
      place,
      { model: 'm', pieces: 1 },
    );
  assert.deepEqual(
    (await fillBlanksOf(answers)).map(({ words }) => words),
    [
      ['train', 'snow'],
      ['bus', 'snow'],
    ],
  );
  assert.deepEqual(await fillBlanksOf(answers.slice(0, 3)), []);
});
