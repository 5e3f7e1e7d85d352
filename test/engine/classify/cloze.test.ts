import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainTexts } from '../../../src/engine/classify/classifyCloze';
import type { CandidateLabels } from '../../../src/protocol/labelTemplate';
import { RequestError } from '../../../src/protocol/errors';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine } = testEngine();

const template = '{text} It was about {label}.';
const text = 'The function returns the number of bytes in the file.';

/** Log-probability of a one-piece word in the prompt, by fill-mask. */
async function filled(prompt: string, words: readonly string[]): Promise<number[]> {
  const start = prompt.indexOf('[MASK]');
  const { ids } = await engine.tokenize({ model, text: words.join(' ') });
  const targetIds = ids.slice(1, -1);
  const masks = [{ start, end: start + '[MASK]'.length }];
  const [mask] = await engine.fillMask({ model, text: prompt, masks, topK: words.length, targetIds });
  return words.map((word) => mask!.candidates.find(({ text: other }) => other === word)!.logProbability);
}

/** What the words score whatever the text is: the mean of that without a text and that with plain ones. */
async function prior(promptOf: (text: string) => string, words: readonly string[]): Promise<number[]> {
  const sums = words.map(() => 0);
  for (const plain of plainTexts) {
    const scores = await filled(promptOf(plain), words);
    scores.forEach((score, i) => (sums[i]! += score / plainTexts.length));
  }
  const without = await filled(promptOf(''), words);
  return sums.map((withPlain, i) => (withPlain + without[i]!) / 2);
}

/** Scores of one text by cloze. */
async function cloze(own: CandidateLabels, one = text) {
  const { method, labels, texts } = await engine.classify({ model, texts: [{ text: one }], own });
  assert.equal(method, 'cloze');
  assert.deepEqual(labels, own.labels);
  return texts[0]!;
}

test('a label of one piece scores as fill-mask does, less its score whatever the text is', async () => {
  const labels = ['data', 'music'];
  const result = await cloze({ labels, template });
  const withText = await filled(`${text} It was about [MASK].`, labels);
  const without = await prior((plain) => `${plain} It was about [MASK].`, labels);
  labels.forEach((label, i) => {
    assert.ok(Math.abs(result.logits[i]! - (withText[i]! - without[i]!)) < 1e-5, label);
  });
  const [data, music] = result.scores;
  assert.ok(data! > music!);
  assert.ok(Math.abs(data! + music! - 1) < 1e-9);
  const several = await cloze({ labels, template, multiLabel: true });
  several.scores.forEach((score, i) => assert.equal(score, 1 / (1 + Math.exp(-result.logits[i]!))));
  // One label cannot be the best of several: it holds or it does not.
  const [alone] = (await cloze({ labels: ['data'], template })).scores;
  assert.ok(Math.abs(alone! - several.scores[0]!) < 1e-6);
});

for (const other of [
  '“{text}” is about {label}.',
  'About {label}: {text}',
  'It was about {label}.',
  '{text} Of {}, I think.',
]) {
  test(`a prompt made of its parts is the prompt: ${other}`, async () => {
    const labels = ['data', 'music'];
    const { logits } = await cloze({ labels, template: other });
    const whole = other.includes('{text}') ? other : `{text} ${other}`;
    const prompt = (one: string) => whole.replace('{text}', one).replace(/\{label\}|\{\}/, '[MASK]');
    const expected = await filled(prompt(text), labels);
    const without = await prior(prompt, labels);
    labels.forEach((label, i) => {
      assert.ok(Math.abs(logits[i]! - (expected[i]! - without[i]!)) < 1e-5, label);
    });
  });
}

test('many texts and labels of several lengths at once are each as they are alone', async () => {
  const own = { labels: ['data', 'the history of music', '$& {text}', 'water'], template };
  const sentences = ['One day.', text, 'They walked along the beach until the sun went down.', 'A', text];
  const { texts } = await engine.classify({ model, own, texts: sentences.map((one) => ({ text: one })) });
  for (const [i, { logits }] of texts.entries()) {
    const alone = await cloze(own, sentences[i]);
    logits.forEach((logit, label) => {
      assert.ok(Math.abs(logit - alone.logits[label]!) < 1e-4, `${sentences[i]}: ${own.labels[label]}`);
    });
  }
});

test('labels of several pieces, long texts and characters of a pattern', async () => {
  const labels = ['data', 'the history of music', '$& {text}'];
  const result = await cloze({ labels, template }, `${text} `.repeat(160));
  assert.ok(result.windows > 3);
  for (const logit of result.logits) assert.ok(Number.isFinite(logit));
});

const refused = [
  { name: 'no label', labels: [], template },
  { name: 'an empty label', labels: ['data', ' '], template },
  { name: 'a doubled label', labels: ['data', 'data'], template },
  { name: 'no place for the label', labels: ['data', 'music'], template: '{text}' },
  { name: 'the text twice', labels: ['data', 'music'], template: '{text} {text} {label}' },
  { name: 'the label set close to the text', labels: ['data', 'music'], template: '{text}/{label}' },
  { name: 'a label as long as the model', labels: ['data', 'music '.repeat(510)], template },
];
for (const { name, ...request } of refused) {
  test(`refused: ${name}`, () => assert.rejects(cloze(request), RequestError));
}

test('abilities come from the tensors: a model without the head says what to use', async () => {
  await assert.rejects(
    engine.classify({ model, texts: [{ text }] }),
    /bundled is a masked language model: it cannot classify.*nli-deberta/,
  );
  await assert.rejects(engine.detectReplaced({ model, text }), /odd words.*deberta-v3-small/);
});
