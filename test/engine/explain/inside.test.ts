import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { attentionTerms } from '../../../src/protocol/attentionTrace';
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

test('a term or head that is off changes the answer by its effect, and a term that is missing by nothing', async () => {
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
  const model = path.join(__dirname, '../../fixtures/explanations/v1');
  const label = { kind: 'label', text: 'Ada Lovelace wrote to Charles Babbage.' } as const;
  const unchanged = await engine.whatIf({ model, of: label });
  const explained = await engine.explain({ model, of: label });
  assert.ok(Math.abs(unchanged.value - explained.value) < 1e-4);
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
