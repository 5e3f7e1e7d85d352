import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { RequestError } from '../../../src/protocol/errors';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine } = testEngine();

/** Predictions of `training/deberta.py`, an independent PyTorch implementation, to four decimals. */
interface ExpectedLine {
  readonly text: string;
  readonly top: readonly (readonly { id: number; piece: string; logit: number; log_probability: number }[])[];
}

const expected = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/bundled-expected.json'), 'utf8'),
) as ExpectedLine[];

const masksOf = (text: string) =>
  [...text.matchAll(/\[MASK\]/g)].map(({ index }) => ({ start: index, end: index + '[MASK]'.length }));

for (const { text, top } of expected) {
  test(text, async () => {
    const predictions = await engine.fillMask({ model, text, masks: masksOf(text), topK: 5 });
    assert.equal(predictions.length, top.length);
    predictions.forEach(({ candidates }, mask) => {
      const best = top[mask]!;
      assert.deepEqual(
        candidates.map(({ token }) => token),
        best.map(({ piece }) => piece),
      );
      candidates.forEach(({ logit, logProbability }, i) => {
        assert.ok(Math.abs(logit - best[i]!.logit) < 2e-4, `logit ${logit} for ${best[i]!.logit}`);
        assert.ok(Math.abs(logProbability - best[i]!.log_probability) < 2e-4);
      });
    });
  });
}

test('targets are scored exactly and sorted', async () => {
  const text = 'They have been working on it for a [MASK] time.';
  const all = await engine.fillMask({ model, text, masks: masksOf(text), topK: 1000 });
  const some = [...all[0]!.candidates.slice(0, 40)].reverse().map(({ id }) => id);
  const [targets] = await engine.fillMask({ model, text, masks: masksOf(text), topK: 40, targetIds: some });
  assert.deepEqual(
    targets!.candidates.map(({ id }) => id),
    some.toReversed(),
  );
  targets!.candidates.forEach(({ logit }, i) => assert.ok(Math.abs(logit - all[0]!.candidates[i]!.logit) < 1e-4));
});

test('a text longer than the model is read around its mask', async () => {
  const filler = 'This sentence stands far away from the mask. ';
  const text = `${filler.repeat(60)}They have been working on it for a [MASK] time. ${filler.repeat(60)}`;
  const [prediction] = await engine.fillMask({ model, text, masks: masksOf(text), topK: 1 });
  assert.equal(prediction!.candidates[0]!.text, 'long');
});

test('words that never come out: special tokens, padding of the table, bare bytes', async () => {
  const text = 'The [MASK].';
  const [prediction] = await engine.fillMask({ model, text, masks: masksOf(text), topK: 1000 });
  assert.equal(prediction!.candidates.length, 1000);
  for (const { id, token } of prediction!.candidates) assert.ok(id > 3 && id < 16000 && !/^<0x/.test(token), token);
});

const badRequests = [
  { name: 'no mask', masks: [], topK: 5 },
  { name: 'no candidates', masks: [{ start: 0, end: 1 }], topK: 0 },
  { name: 'a mask outside the text', masks: [{ start: 90, end: 99 }], topK: 5 },
  { name: 'an unknown target', masks: [{ start: 0, end: 1 }], topK: 5, targetIds: [-7] },
];

test('refused: more masks than a call takes arguments', async () => {
  const masks = Array.from({ length: 140_000 }, (_, i) => ({ start: 2 * i, end: 2 * i + 1 }));
  await assert.rejects(engine.fillMask({ model, text: 'a '.repeat(masks.length), masks, topK: 5 }), /tokens apart/);
});

for (const { name, ...request } of badRequests) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(engine.fillMask({ model, text: 'A few words', ...request }), RequestError);
  });
}
