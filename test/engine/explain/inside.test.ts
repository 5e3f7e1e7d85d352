import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { attentionTerms } from '../../../src/protocol/attentionTrace';
import { variant } from '../referenceVariant';
import { bundledModel, testEngine } from '../testEngine';

const { engine } = testEngine();
const text = 'They have been working on it for a [MASK] time.';
const start = text.indexOf('[MASK]');
const of = { kind: 'word', text, mask: { start, end: start + 6 } } as const;
const request = { model: bundledModel, of };

test('the last step of a mask is what fills it, and a word wins step by step', async () => {
  const [filled] = await engine.fillMask({ model: bundledModel, text, masks: [of.mask], topK: 5 });
  const { answer, steps } = await engine.guessesByLayer({ ...request, topK: 5 });
  const { layers } = await engine.describe({ model: bundledModel });
  assert.equal(answer, filled!.candidates[0]!.text);
  assert.deepEqual(
    steps.map(({ layer, pass }) => [layer, pass]),
    [...Array.from({ length: layers }, (_, layer) => [layer - 1, undefined]), [layers - 1, 0], [layers - 1, 1]],
  );
  const last = steps.at(-1)!;
  assert.equal(last.rank, 1);
  for (const [i, { text: word, logProbability }] of filled!.candidates.entries()) {
    assert.equal(last.guesses[i]!.answer, word);
    assert.ok(Math.abs(last.guesses[i]!.probability! - Math.exp(logProbability)) < 1e-4);
  }
  const { answer: other, steps: ofOther } = await engine.guessesByLayer({ ...request, of: { ...of, answer: 'short' } });
  assert.equal(other, 'short');
  assert.ok(ofOther.at(-1)!.rank! > 1 && ofOther.at(-1)!.probability < last.probability);
});

test('what is guessed after a layer is what a model that ends there fills in', async (t) => {
  for (const [family, count] of [
    ['v3-small-like', 4],
    ['v1-emd', 3],
  ] as const) {
    const open = (layers: number) =>
      variant(t, `${family}/mlm`, {
        config: { legacy: false, num_hidden_layers: layers },
        without: /position_embeddings/,
      });
    const asked = { text: 'a b c d', mask: { start: 4, end: 5 } };
    const { steps } = await engine.guessesByLayer({ model: await open(count), of: { kind: 'word', ...asked } });
    assert.equal(steps.length, count + 1);
    for (const { layer, pass, guesses } of steps.slice(1)) {
      assert.equal(pass, undefined);
      const shorter = { model: await open(layer + 1), text: asked.text, masks: [asked.mask], topK: 5 };
      const [filled] = await engine.fillMask(shorter);
      assert.deepEqual(
        guesses.map(({ answer }) => answer),
        filled!.candidates.map((candidate) => candidate.text),
      );
      for (const [i, { logProbability }] of filled!.candidates.entries())
        assert.ok(Math.abs(guesses[i]!.probability! - Math.exp(logProbability)) < 1e-5);
    }
  }
});

test('whether a word was replaced is said after a layer as by a model that ends there', async (t) => {
  const open = (layers: number) => variant(t, 'v3-small-like/rtd', { config: { num_hidden_layers: layers } });
  const word = { start: 4, end: 5 };
  const asked = { kind: 'replacement', text: 'a b c d', word } as const;
  const model = await open(4);
  const { steps } = await engine.guessesByLayer({ model, of: asked });
  assert.equal(steps.length, 5);
  for (const { layer, probability } of steps.slice(1)) {
    const found = await engine.detectReplaced({ model: await open(layer + 1), text: asked.text });
    const letter = found.find(({ range }) => range.start < word.end && range.end > word.start)!;
    assert.ok(Math.abs(probability - letter.probability) < 1e-5);
  }
  const space = { ...asked, word: { start: 9, end: 9 } };
  await assert.rejects(engine.guessesByLayer({ model, of: space }), /Choose a word/);
});

test('a term or head that is off changes the answer by its effect, and nothing off by nothing', async () => {
  const { heads, layers, terms, whole } = await engine.headEffects(request);
  const { value } = await engine.explain(request);
  assert.deepEqual([terms.length, whole.length], [layers.length * heads * 3, layers.length * heads]);
  for (const [application, head] of [
    [0, 1],
    [layers.length - 1, 0],
  ] as const) {
    const place = application * heads + head;
    for (const [i, term] of attentionTerms.entries()) {
      const without = await engine.whatIf({ ...request, off: [{ application, head, term }] });
      assert.ok(Math.abs(value - without.value - terms[place * 3 + i]!) < 1e-3);
    }
    const without = await engine.whatIf({ ...request, off: [{ application, head }] });
    assert.ok(Math.abs(value - without.value - whole[place]!) < 1e-3);
  }
  assert.ok(terms.some((effect) => Math.abs(effect) > 0.01));
  for (const off of [{ application: layers.length }, { application: 0, head: heads }, { head: -1 }])
    await assert.rejects(engine.whatIf({ ...request, off: [off] }), /Choose one from 0/);
  const model = path.join(__dirname, '../../fixtures/explanations/v1');
  const label = { kind: 'label', text: 'Ada Lovelace wrote to Charles Babbage.' } as const;
  const unchanged = await engine.whatIf({ model, of: label });
  const explained = await engine.explain({ model, of: label });
  assert.ok(Math.abs(unchanged.value - explained.value) < 1e-4);
});

test('each candidate has its probability with a part switched off, also where two are compared', async () => {
  const off = [{ application: 1, head: 0 }];
  const answer = 'long';
  const { value, candidates } = await engine.whatIf({ model: bundledModel, of: { ...of, answer }, off });
  const compared = await engine.whatIf({ model: bundledModel, of: { ...of, answer, against: 'short' }, off });
  const probabilities = ({ candidates: all }: Pick<typeof compared, 'candidates'>) =>
    new Map(all.map((one) => [one.answer, one.probability!]));
  const [alone, both] = [probabilities({ candidates }), probabilities(compared)];
  assert.ok(Math.abs(alone.get(answer)! - 1 / (1 + Math.exp(-value))) < 1e-6);
  for (const [word, probability] of alone) assert.ok(Math.abs(both.get(word)! - probability) < 1e-5, word);
});

test('without attention by position, order is lost: words that are exchanged make no difference', async () => {
  const model = path.join(__dirname, '../../fixtures/explanations/v3');
  const off = [{ term: 'c2p' }, { term: 'p2c' }] as const;
  const value = async (words: string, parts: typeof off | []) =>
    (await engine.whatIf({ model, of: { kind: 'label', text: words, answer: 'praise' }, off: parts })).value;
  const [one, other] = ['Ada wrote Charles', 'Charles wrote Ada'];
  assert.ok(Math.abs((await value(one, off)) - (await value(other, off))) < 1e-4);
  assert.ok(Math.abs((await value(one, [])) - (await value(other, []))) > 1e-3);
});

test('curves begin and end with the text and its baseline, and a good order beats chance', async () => {
  const { words, value, baselineValue } = await engine.explain({ ...request, method: 'occlusion' });
  const contributions = words.map(({ contribution }) => contribution);
  const found = await engine.measureFaithfulness({ ...request, contributions });
  const { deletion, insertion } = found.curves;
  assert.deepEqual([deletion.length, insertion.length], [words.length + 1, words.length + 1]);
  const probability = (odds: number) => 1 / (1 + Math.exp(-odds));
  const ends = [deletion[0], deletion.at(-1), insertion[0], insertion.at(-1)];
  for (const [i, odds] of [value, baselineValue, baselineValue, value].entries())
    assert.ok(Math.abs(ends[i]! - probability(odds)) < 1e-4);
  assert.ok(found.areas.deletion < found.randomAreas.deletion && found.areas.insertion > found.randomAreas.insertion);
  await assert.rejects(engine.measureFaithfulness({ ...request, contributions: [1] }), /words/);
});
