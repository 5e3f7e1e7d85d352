import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LoadedModel } from '../../../src/engine/loadedModel';
import { int64 } from '../../../src/engine/batch/inputTensors';
import { floats } from '../../../src/engine/runtime/session';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import { RequestError } from '../../../src/protocol/errors';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine, cacheDirectory } = testEngine();
let loaded: LoadedModel;
let tokenizer: Tokenizer;

before(async () => {
  loaded = await LoadedModel.open(model, { cacheDirectory, provider: 'cpu', threads: 1 });
  tokenizer = await loaded.tokenizer();
});
after(() => loaded.close());

/** `|` marks the place: one of them an insertion, two of them a range. */
function placeIn(source: string) {
  const start = source.indexOf('|');
  const end = source.lastIndexOf('|');
  return { text: source.replaceAll('|', ''), range: { start, end: Math.max(start, end - 1) } };
}

/** log P of `id` at `position` of a row, from the plain masked-LM head's logits: no candidates, targets or batches. */
async function plainLogProbability(ids: readonly number[], position: number, id: number): Promise<number> {
  const outputs = await loaded
    .graphs({})
    .run(
      { kind: 'mlm', padded: false },
      { input_ids: int64(ids, [1, ids.length]), masked_positions: int64([0, position], [1, 2]) },
    );
  const all = floats(outputs, 'logits').data;
  const isReal = (token: number) => token < tokenizer.size && token !== tokenizer.special.mask;
  const real = [...all].filter((_, token) => isReal(token));
  const most = real.reduce((a, b) => Math.max(a, b));
  return all[id]! - most - Math.log(real.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}

const close = (actual: number, expected: number, what = '') =>
  assert.ok(Math.abs(actual - expected) < 2e-4, `${what} ${actual} for ${expected}`);

const sentence = 'The change had an |effect| on the other users of the system.';

describe('whole words', () => {
  test('substitutes are scored in their place with the present word in sight', async () => {
    const { text, range } = placeIn(sentence);
    const { ids, ranges } = tokenizer.encode(text);
    const position = ranges.findIndex(({ start, end }) => start < range.end && end > range.start);
    const words = ['influence', 'impact', 'influence'];
    const scores = await engine.scoreSubstitutes({ model, text, range, words });
    for (const [i, word] of words.entries()) {
      const [, id] = tokenizer.encode(word).ids;
      close(scores[i]!, await plainLogProbability(ids, position, id!), word);
    }
    const [own] = await engine.scoreSubstitutes({ model, text, range, words: ['effect'] });
    assert.ok(own! > Math.max(...scores), 'the word in sight is the likeliest');
  });

  test('single pieces are scored as masks are filled', async () => {
    const { text, range } = placeIn(sentence);
    const [mask] = await engine.fillMask({ model, text, masks: [range], topK: 50 });
    const { words, unseen } = await engine.fillWords({ model, text, range, topK: 20, pieces: 1 });
    const byText = new Map(mask!.candidates.map((candidate) => [candidate.text, candidate.logProbability]));
    assert.equal(words.length, 20);
    for (const { text: word, logProbability } of words) close(logProbability, byText.get(word)!, word);
    assert.ok(unseen > 0 && unseen < 0.5, `${unseen}`);
  });

  test('a prefix finds every piece of the vocabulary that begins with it, whatever the case, and nothing else', async () => {
    const { text, range } = placeIn(sentence);
    const request = { model, text, range, prefix: 'COM', topK: 1000, pieces: 1 };
    const { words, unseen } = await engine.fillWords(request);
    const expected = new Set<string>();
    for (let id = 0; id < tokenizer.size; id++) {
      const surface = tokenizer.isCandidate(id) ? tokenizer.surface(id) : { text: '', startsWord: false };
      if (surface.startsWord && /^com\p{L}*$/iu.test(surface.text)) expected.add(surface.text);
    }
    assert.deepEqual(new Set(words.map((one) => one.text)), expected);
    assert.equal(unseen, 0);
    const again = await engine.fillWords({ ...request, suffix: 'Ing' });
    assert.ok(again.words.length > 0);
    for (const one of again.words) assert.match(one.text, /^com.*ing$/i);
  });

  test("words of several pieces continue a prefix that isn't a piece, cut as the vocabulary cuts them, and are scored as given words are", async () => {
    const { text, range } = placeIn(sentence);
    const { words } = await engine.fillWords({ model, text, range, prefix: 'unint', topK: 50, pieces: 3 });
    const long = words.filter(({ pieces }) => pieces > 1);
    assert.ok(long.length > 0);
    for (const { text: word } of words) assert.match(word, /^unint\p{L}*$/iu);
    const scored = await engine.scoreWords({ model, text, range, words: long.map((one) => one.text) });
    long.forEach((one, i) => {
      assert.equal(one.pieces, scored[i]!.pieces, one.text);
      close(one.logProbability, scored[i]!.logProbability, one.text);
    });
  });

  test('a word’s score is the sum over its pieces, each with the later ones masked, and a prior for its length', async () => {
    const { text, range } = placeIn('The change had an |unintended| effect on the system.');
    const encoding = tokenizer.encode(text);
    const places = encoding.ranges.flatMap(({ start, end }, i) => (start < range.end && end > range.start ? [i] : []));
    assert.ok(places.length > 1, 'the word has several pieces');
    let sum = 0;
    for (const place of places) {
      const ids = encoding.ids.map((id, i) => (i >= place && i <= places.at(-1)! ? tokenizer.special.mask : id));
      sum += await plainLogProbability(ids, place, encoding.ids[place]!);
    }
    const [same, twice] = await engine.scoreWords({ model, text, range, words: ['unintended', 'unintended'] });
    const prior = [0, 0.1, 0.03][places.length - 1] ?? 0.03;
    close(same!.logProbability, sum + Math.log(prior));
    assert.deepEqual(same, twice);
  });

  test('blanks are filled in view of each other, and answered in the order asked', async () => {
    const text = 'If you ___ to know more about the ___, read the manual.';
    const blanks = [...text.matchAll(/___/g)].map(({ index }) => ({ start: index, end: index + 3 })).reverse();
    const answers = await engine.fillBlanks({ model, text, blanks, topK: 3, pieces: 1 });
    assert.equal(answers.length, 3);
    for (const { words, meanLogProbability } of answers) {
      const [second, first] = words;
      const filled = text.replace('___', first!.text).replace('___', second!.text);
      const offset = (word: string, from: number) => ({
        start: filled.indexOf(word, from),
        end: filled.indexOf(word, from) + word.length,
      });
      const ranges = [offset(first!.text, 7), offset(second!.text, 7 + first!.text.length)];
      const judged = await engine.judgeWords({ model, text: filled, ranges });
      close(first!.logProbability, judged[0]!.logProbability, filled);
      close(second!.logProbability, judged[1]!.logProbability, filled);
      close(meanLogProbability, (first!.logProbability + second!.logProbability) / 2);
    }
    const means = answers.map(({ meanLogProbability }) => meanLogProbability);
    assert.deepEqual(
      means,
      means.toSorted((a, b) => b - a),
    );
  });

  test('a phrase is replaced by wordings of as many pieces, one less and one more', async () => {
    const { text, range } = placeIn('The result was |a lot of| people who could not find work.');
    const { phrases, original } = await engine.fillPhrase({ model, text, range, topK: 20 });
    assert.equal(original.pieces, 3);
    assert.ok(phrases.length > 3);
    const lengths = new Set(phrases.map(({ pieces }) => pieces));
    for (const pieces of lengths) assert.ok(pieces >= 2 && pieces <= 4);
    assert.ok(phrases.every((one) => one.text !== original.text));
    for (const { text: phrase, pieces } of phrases)
      assert.equal(tokenizer.encode(phrase).ids.length - 2, pieces, phrase);
  });

  test('a word that fits nowhere is judged less likely than the one that was there', async () => {
    const judge = async (source: string) => {
      const { text, range } = placeIn(source);
      const [judged] = await engine.judgeWords({ model, text, ranges: [range] });
      return judged!;
    };
    const right = await judge('They sat down at the |table| and began to eat.');
    const wrong = await judge('They sat down at the |because| and began to eat.');
    assert.ok(right.logProbability > wrong.logProbability + 2);
    close(right.bestLogProbability, wrong.bestLogProbability);
  });

  test('a text longer than the model is read around the word', async () => {
    const filler = 'This sentence stands far away from the mask. ';
    const near = placeIn(`${filler.repeat(60)}${sentence} ${filler.repeat(60)}`);
    const { words } = await engine.fillWords({ model, ...near, prefix: 'eff', topK: 5, pieces: 3 });
    assert.ok(words.length > 0);
  });

  const { text, range } = placeIn(sentence);
  const refused: Readonly<Record<string, () => Promise<unknown>>> = {
    'no word wanted': () => engine.fillWords({ model, text, range, topK: 0, pieces: 1 }),
    'too many pieces': () => engine.fillWords({ model, text, range, topK: 1, pieces: 4 }),
    'a place outside the text': () =>
      engine.fillWords({ model, text, range: { start: 5, end: 500 }, topK: 1, pieces: 1 }),
    'no blanks': () => engine.fillBlanks({ model, text, blanks: [], topK: 1, pieces: 1 }),
    'an empty word': () => engine.scoreWords({ model, text, range, words: [' '] }),
    'a long phrase': () => engine.fillPhrase({ model, text, range: { start: 0, end: text.length }, topK: 1 }),
  };
  for (const [name, ask] of Object.entries(refused)) {
    test(`refused: ${name}`, () => assert.rejects(ask, RequestError));
  }
});
