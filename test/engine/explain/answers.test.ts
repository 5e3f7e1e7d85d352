import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { ExplainedAnswer, Explanation } from '../../../src/protocol/explanations';
import { tinyClassifier } from '../classify/tinyClassifier';
import { glinerFolder } from '../entities/glinerFixture';
import { bundledModel, testEngine } from '../testEngine';

const { engine } = testEngine();
const fixtures = path.join(__dirname, '../../fixtures');
const heads = (family: string) => path.join(fixtures, 'heads', `${family}-1`);
const temporary = mkdtempSync(path.join(os.tmpdir(), 'explained-'));
after(() => rmSync(temporary, { recursive: true }));

function gliclassFolder(name: string): string {
  const folder = path.join(temporary, name);
  cpSync(path.join(fixtures, 'gliclass', name), folder, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    cpSync(path.join(fixtures, 'gliclass', file), path.join(folder, file));
  return folder;
}

const text = 'Ada Lovelace wrote to Charles Babbage, and he answered.';
const inference = () => tinyClassifier({ labels: ['contradiction', 'neutral', 'entailment'] });
const own = (labels: readonly string[], multiLabel = false) => ({ labels, template: 'It is {label}.', multiLabel });
const letters = { kind: 'label', text: 'a b c d e' } as const;
const named = { kind: 'entity', text, entity: { start: 0, end: 12 }, labels: ['person', 'place'] } as const;
const cloze = { kind: 'label', text: 'The band played two songs in the hall.' } as const;

/** An answer of each kind, by the bundled model and models with random weights. */
const cases: Readonly<Record<string, { model: () => string | Promise<string>; of: ExplainedAnswer }>> = {
  'one of several labels by inference': { model: inference, of: { ...letters, own: own(['a', 'b c', 'd']) } },
  'an independent label by inference': {
    model: inference,
    of: { ...letters, own: own(['a', 'b'], true), answer: 'b' },
  },
  'two labels by inference': {
    model: inference,
    of: { ...letters, own: own(['a', 'b', 'c']), answer: 'a', against: 'c' },
  },
  'an independent label of the model': {
    model: () => tinyClassifier({ labels: ['x', 'y', 'z'], config: { problem_type: 'multi_label_classification' } }),
    of: { ...letters, answer: 'y' },
  },
  'a calibrated label': { model: () => tinyClassifier({ labels: ['x', 'y', 'z'], temperature: 1.7 }), of: letters },
  'a label by cloze': { model: () => bundledModel, of: { ...cloze, own: own(['music', 'sports']) } },
  'a label by cloze beside longer ones': {
    model: () => bundledModel,
    of: { ...cloze, own: own(['music', 'unbelievable nonsense', 'war']) },
  },
  'an independent label by cloze': { model: () => bundledModel, of: { ...cloze, own: own(['music']) } },
  ...Object.fromEntries(
    [
      'simple-1',
      'v1-1',
      'weighted-dot-1',
      'mlp-1',
      'normalized-1',
      'layer-1',
      'extracted-1',
      'hopfield-1',
      'cross-attn-1',
    ].map((name) => [
      `a label by GLiClass, ${name}`,
      { model: () => gliclassFolder(name), of: { kind: 'label', text, own: own(['praise', 'news', 'question']) } },
    ]),
  ),
  'an independent label by GLiClass': {
    model: () => gliclassFolder('simple-2'),
    of: { kind: 'label', text, own: own(['praise', 'news'], true), answer: 'news' },
  },
  'an entity by v1': { model: () => heads('v1'), of: { kind: 'entity', text, entity: { start: 0, end: 12 } } },
  'an entity by v3': { model: () => heads('v3'), of: { kind: 'entity', text, entity: { start: 22, end: 37 } } },
  'an entity by spans': { model: () => glinerFolder('span-1'), of: named },
  'an entity by words': { model: () => glinerFolder('token-1'), of: { ...named, answer: 'place' } },
  'an answer': { model: () => heads('v3'), of: { kind: 'passage', text, question: 'Who wrote the letter?' } },
};

const sum = ({ words }: Explanation) => words.reduce((total, { contribution }) => total + contribution, 0);

describe('integrated gradients add up, and what is explained is what the model gives', () => {
  for (const [name, { model: modelOf, of }] of Object.entries(cases)) {
    test(name, async () => {
      const model = await modelOf();
      const found = await engine.explain({ model, of });
      const change = found.value - found.baselineValue;
      assert.ok(Math.abs(found.residual) <= Math.max(1e-3, 0.01 * Math.abs(change)), `${found.residual} of ${change}`);
      assert.ok(Math.abs(change - sum(found) - found.residual) < 1e-4);
      assert.ok(found.words.some(({ contribution }) => Math.abs(contribution) > 1e-6));
      for (const { text: word, start, end, sequence } of found.words)
        assert.equal((sequence === 1 && of.kind === 'passage' ? of.question : of.text).slice(start, end), word);
      const probabilities = Object.fromEntries(
        found.candidates.map(({ answer, probability }) => [answer, probability!]),
      );
      const probability = probabilities[found.answer]!;
      const rival = found.against === undefined ? 1 - probability : probabilities[found.against]!;
      // Over several tokens, log-odds are averaged and not probabilities; equal words of a passage add up.
      if (of.kind !== 'entity' && of.kind !== 'passage')
        assert.ok(Math.abs(found.value - Math.log(probability / rival)) < 2e-3, `${found.value}`);
      const occlusion = await engine.explain({ model, of, method: 'occlusion' });
      assert.ok(Math.abs(occlusion.value - found.value) < 1e-4);
    });
  }
});

test('nothing of a word is left once it is out: another word in its place leaves the same answer', async () => {
  const method = 'occlusion';
  const without = ({ value, words }: Explanation) =>
    value - words.filter(({ sequence }) => sequence === 0).at(-1)!.contribution;
  for (const [name, { model: modelOf, of }] of Object.entries(cases)) {
    const model = await modelOf();
    const found = await engine.explain({ model, of, method });
    const asked = of.kind === 'passage' ? { passage: { start: 0, end: 12 } } : { answer: found.answer };
    const [one, other] = await Promise.all(
      [of.text, of.text.replace(/.$/, (last) => (last === 'e' ? 'f' : ','))].map((changed) =>
        engine.explain({ model, of: { ...of, ...asked, text: changed }, method }),
      ),
    );
    assert.ok(Math.abs(one!.value - other!.value) > 1e-5, `${name}: the texts differ`);
    assert.ok(Math.abs(one!.baselineValue - other!.baselineValue) < 1e-4, name);
    assert.ok(Math.abs(without(one!) - without(other!)) < 1e-4, name);
  }
});

test('an answer is compared with none, by the logits of its ends', async () => {
  const model = heads('v1');
  const question = 'Who wrote the letter?';
  const [found] = await engine.answerQuestion({ model, question, passages: [text], wholeWords: false });
  const [{ score, ...passage }] = found!.answers as [{ score: number; start: number; end: number }];
  const { value } = await engine.explain({ model, of: { kind: 'passage', text, question, passage } });
  assert.ok(Math.abs(value - Math.log(score / found!.noAnswer)) < 1e-3, `${value}`);
});

test('words are left out together, and an LSTM has no slopes', async () => {
  const of = {
    kind: 'word',
    text: 'They have been working on it for a long time.',
    mask: { start: 35, end: 39 },
  } as const;
  const { spans, words } = await engine.explain({ model: bundledModel, of, method: 'occlusion', longestSpan: 3 });
  assert.equal(spans!.length, 2 * words.length - 3);
  for (const [i, span] of spans!.entries())
    assert.ok(i === 0 || Math.abs(spans![i - 1]!.contribution) >= Math.abs(span.contribution));
  const model = glinerFolder('span-lstm-1');
  const occlusion = await engine.explain({ model, of: named, method: 'occlusion' });
  assert.equal(occlusion.words.length, 11);
  await assert.rejects(engine.explain({ model, of: named }), /LSTM.*occlusion/);
});
