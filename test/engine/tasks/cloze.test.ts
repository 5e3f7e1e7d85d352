import assert from 'node:assert/strict';
import { test } from 'node:test';
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

test('a label of one piece scores as fill-mask does, less its score without the text', async () => {
  const labels = ['data', 'music'];
  const result = await engine.cloze({ model, text, labels, template });
  const withText = await filled(`${text} It was about [MASK].`, labels);
  const without = await filled(' It was about [MASK].', labels);
  result.labels.forEach(({ label, logit }, i) => {
    assert.equal(label, labels[i]);
    assert.ok(Math.abs(logit - (withText[i]! - without[i]!)) < 1e-5, label);
  });
  const [data, music] = result.labels;
  assert.ok(data!.score > music!.score);
  assert.ok(Math.abs(data!.score + music!.score - 1) < 1e-9);
});

test('labels of several pieces, long texts and characters of a pattern', async () => {
  const labels = ['data', 'the history of music', '$& {text}'];
  const long = `${text} `.repeat(40);
  const result = await engine.cloze({ model, text: long, labels, template });
  assert.deepEqual(
    result.labels.map(({ label }) => label),
    labels,
  );
  for (const { logit } of result.labels) assert.ok(Number.isFinite(logit));
});

const refused = [
  { name: 'one label', labels: ['data'], template },
  { name: 'an empty label', labels: ['data', ' '], template },
  { name: 'a doubled label', labels: ['data', 'data'], template },
  { name: 'no place for the label', labels: ['data', 'music'], template: '{text}' },
  { name: 'the text twice', labels: ['data', 'music'], template: '{text} {text} {label}' },
];
for (const { name, ...request } of refused) {
  test(`refused: ${name}`, () => assert.rejects(engine.cloze({ model, text, ...request }), RequestError));
}

test('abilities come from the tensors: a model without the head says what to use', async () => {
  await assert.rejects(engine.classify({ model, text }), /bundled cannot classify.*nli-deberta/);
  await assert.rejects(engine.detectReplaced({ model, text }), /odd words.*deberta-v3-small/);
});
