import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { int64 } from '../../src/engine/batch/inputTensors';
import { LoadedModel } from '../../src/engine/loadedModel';
import { floats } from '../../src/engine/runtime/session';
import { RequestError } from '../../src/protocol/errors';
import { variant } from './referenceVariant';
import { testEngine } from './testEngine';

const { engine, cacheDirectory } = testEngine();

describe('the authors’ masked head, trained by Transformers without the mask decoder', () => {
  // Computed by Transformers 5.24 (and 4.49) with these weights, `legacy: false` and without positions.
  const expected = JSON.parse(
    readFileSync(path.join(__dirname, '../fixtures/transformers/maskedWithoutDecoder.json'), 'utf8'),
  ) as Record<string, number[][]>;
  for (const family of Object.keys(expected)) {
    test(`${family}: the logits are Transformers'`, async (t) => {
      const folder = await variant(t, `${family}/mlm`, { config: { legacy: false }, without: /position_embeddings/ });
      const model = await LoadedModel.open(folder, { cacheDirectory, provider: 'cpu', threads: 1 });
      t.after(() => model.close());
      assert.equal(model.description.enhancedMaskDecoder, false);
      assert.match(model.description.notes.join(), /without the mask decoder/);
      const inputs = {
        input_ids: int64([1, 17, 23, 42, 8, 2], [1, 6]),
        masked_positions: int64([0, 2, 0, 4], [2, 2]),
      };
      const logits = floats(await model.graphs({}).run({ kind: 'mlm', padded: false }, inputs), 'logits').data;
      const wanted = expected[family]!.flat();
      const largest = Math.max(...wanted.map(Math.abs));
      const distance = Math.max(...wanted.map((value, i) => Math.abs(value - logits[i]!)));
      assert.ok(distance < 2e-5 * largest, `differs by ${distance}`);
    });
  }

  test('without "legacy": false it has no head, and says why', async (t) => {
    const folder = await variant(t, 'v3-small-like/mlm', { without: /position_embeddings/ });
    assert.deepEqual((await engine.describe({ model: folder })).heads, []);
    const asked = engine.fillMask({ model: folder, text: 'a b', masks: [{ start: 0, end: 1 }], topK: 1 });
    await assert.rejects(
      asked,
      /without its mask decoder's positions: it cannot fill masks; only its attention can be/,
    );
  });
});

test('a note lists weights that config.json leaves out, and they change nothing', async (t) => {
  const text = { texts: [{ text: 'a good day' }] };
  const whole = await variant(t, 'v2-conv/classify', { config: { num_hidden_layers: 2 }, without: /layer\.2\./ });
  const more = await variant(t, 'v2-conv/classify', { config: { num_hidden_layers: 2 } });
  const expected = await engine.classify({ model: whole, ...text });
  assert.deepEqual(engine.status()?.notes, []);
  assert.deepEqual(await engine.classify({ model: more, ...text }), expected);
  assert.deepEqual(engine.status()?.notes, ['The configuration leaves these out, so they are not used: layer 3.']);
});

test('what has no head for a request says what it is, and what can be done with it', async (t) => {
  const shape = [5, 32];
  const linear = { dtype: 'F32', shape, data: new Float32Array(160) } as const;
  const bias = { dtype: 'F32', shape: [5], data: new Float32Array(5) } as const;
  const model = await variant(t, 'v2-conv/rtd', {
    without: /mask_predictions/,
    tensors: { 'classifier.weight': linear, 'classifier.bias': bias },
  });
  const name = path.basename(model);
  const is = `${name} is a model for token classification: it cannot`;
  const refused = (request: Promise<unknown>, message: string) =>
    assert.rejects(request, (error) => error instanceof RequestError && error.message.startsWith(message));
  const texts = [{ text: 'a' }];
  await refused(engine.classify({ model, texts }), `${is} classify texts, but it can label words. Use a seq`);
  const own = { labels: ['x', 'y'], template: '{label}' };
  await refused(engine.classify({ model, texts, own }), `${is} classify texts, but`);
  await refused(engine.detectReplaced({ model, text: 'a' }), `${is} find odd words, but`);
});

test('weights whose numbers overflow are refused by every task', async (t) => {
  const masks = [{ start: 0, end: 1 }];
  const text = 'a b';
  const refused = (request: Promise<unknown>) =>
    assert.rejects(request, (error) => error instanceof RequestError && /gives no finite numbers/.test(error.message));
  const factor = 1e14;
  const masked = await variant(t, 'v3-small-like/mlm', { factor });
  const classifier = await variant(t, 'v2-conv/classify', { factor });
  const discriminator = await variant(t, 'v3-small-like/rtd', { factor });
  await refused(engine.fillMask({ model: masked, text, masks, topK: 3 }));
  await refused(engine.judgeWords({ model: masked, text, ranges: masks }));
  await refused(
    engine.classify({ model: masked, texts: [{ text }], own: { labels: ['x', 'y'], template: '{label}' } }),
  );
  await refused(engine.attentionOverview({ model: masked, text }));
  await refused(engine.traceMask({ model: masked, text, mask: masks[0]! }));
  await refused(engine.classify({ model: classifier, texts: [{ text }] }));
  await refused(engine.detectReplaced({ model: discriminator, text }));
  await refused(engine.comparePrecision({ model: classifier, precision: 'int8' }));
});

test('logits too large to compare are refused: the largest number of 16 bits as every weight gives all words the same', async (t) => {
  const refused = (request: Promise<unknown>) =>
    assert.rejects(request, (error) => error instanceof RequestError && /too large to compare/.test(error.message));
  const masked = await variant(t, 'v3-small-like/mlm', { weight: 65504 });
  const classifier = await variant(t, 'v2-conv/classify', { weight: 65504 });
  await refused(engine.fillMask({ model: masked, text: 'a b', masks: [{ start: 0, end: 1 }], topK: 3 }));
  await refused(engine.classify({ model: classifier, texts: [{ text: 'a b' }] }));
});

test('a Git LFS pointer is recognized in place of every file, and the message says how to get the file', async (t) => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 2464616\n`;
  const needed = ['config.json', 'model.safetensors', 'calibration.json', 'tokenizer.json', 'tokenizer_config.json'];
  for (const file of [...needed, 'spm.model', 'vocab.json']) {
    const model = await variant(t, 'v2-conv/classify', {});
    if (!needed.includes(file)) rmSync(path.join(model, 'tokenizer.json'));
    writeFileSync(path.join(model, file), pointer);
    const asked = engine.classify({ model, texts: [{ text: 'a' }] });
    await assert.rejects(asked, new RegExp(`${file.replace('.', '\\.')}" is .*Git LFS pointer.*git lfs pull`), file);
  }
});
