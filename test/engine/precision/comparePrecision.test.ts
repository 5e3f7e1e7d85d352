import assert from 'node:assert/strict';
import { cpSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { reducedPrecisions, type EngineProgress, type Precision } from '../../../src/protocol/engineApi';
import { Canceled } from '../../../src/protocol/errors';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { folderWith } from '../checkpoint/fixtures';
import { tinyClassifier } from '../classify/tinyClassifier';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine, cacheDirectory } = testEngine();

test('in fp16 the bundled model says what it says in fp32, in 8 bits it mostly does', async () => {
  const seen: EngineProgress[] = [];
  const onProgress = (progress: EngineProgress) => seen.push(progress);
  const half = await engine.comparePrecision({ model, precision: 'fp16' }, { onProgress });
  assert.equal(half.answers, 120);
  assert.ok(half.agreement > 0.99 && half.meanDivergence! < 1e-5, JSON.stringify(half));
  const comparing = seen.filter(({ message }) => message.startsWith('Comparing')).map(({ done }) => done);
  assert.deepEqual(comparing, [...comparing.keys()], 'progress goes up by one prompt at a time');

  const { agreement, meanDivergence } = await engine.comparePrecision({ model, precision: 'int8' });
  assert.ok(agreement > 0.9 && agreement < 1, `agreement ${agreement}`);
  assert.ok(meanDivergence! > half.meanDivergence! && meanDivergence! < 0.02, `divergence ${meanDivergence}`);
});

for (const [what, variation] of [
  ['one output', { labels: ['score'] }],
  ['a cross-encoder', { labels: ['score'], config: { sentence_transformers: { activation_fn: 'torch.nn.Sigmoid' } } }],
  ['several labels that may hold', { labels: ['a', 'b', 'c'], config: { problem_type: 'multi_label_classification' } }],
  ['several values', { labels: ['a', 'b'], config: { problem_type: 'regression' } }],
] as const) {
  test(`${what}: values are compared, by how much they vary over the prompts`, async () => {
    const folder = await tinyClassifier(variation);
    const half = await engine.comparePrecision({ model: folder, precision: 'fp16' });
    assert.equal(half.answers, 40 * variation.labels.length);
    assert.equal(half.agreement, 1);
    const { meanDivergence, meanDifference } = await engine.comparePrecision({
      model: folder,
      precision: 'int8',
    });
    assert.equal(meanDivergence, undefined);
    assert.ok(meanDifference! > 3 * half.meanDifference! && half.meanDifference! > 0, `${meanDifference} in 8 bits`);
  });
}

test('entities, ends of answers and choices are compared as what they are', async (t) => {
  const fixtures = path.join(__dirname, '../../fixtures');
  const tokens = path.join(fixtures, 'heads/v3-1');
  const answers = folderWith(t, {});
  cpSync(tokens, answers, { recursive: true });
  const file = await SafetensorsFile.open(path.join(tokens, 'model.safetensors'));
  const kept = new Map<string, TensorData>();
  for (const name of file.names.filter((one) => !one.startsWith('classifier.')))
    kept.set(name, { dtype: 'F32', shape: file.info(name).shape, data: await file.readFloat32(name) });
  await file.close();
  await writeSafetensors(path.join(answers, 'model.safetensors'), kept);
  const choices = folderWith(t, {});
  cpSync(path.join(fixtures, 'pairs/choice-1'), choices, { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    cpSync(path.join(fixtures, 'gliclass', name), path.join(choices, name));
  const expected = [
    ['tokens', tokens],
    ['qa', answers],
    ['choice', choices],
  ] as const;
  for (const [head, folder] of expected) {
    assert.deepEqual((await engine.describe({ model: folder })).heads[0], head);
    const half = await engine.comparePrecision({ model: folder, precision: 'fp16' });
    assert.ok(half.agreement > 0.95 && half.meanDivergence! < 1e-3, `${head}: ${JSON.stringify(half)}`);
    assert.ok(head === 'tokens' ? half.answers > 100 : half.answers === { qa: 80, choice: 40 }[head]);
  }
});

test('a comparison can be canceled while it compiles and while it compares, and closes what it opened', async () => {
  for (const phase of ['Compiling', 'Comparing']) {
    await engine.forget({ model });
    const controller = new AbortController();
    const onProgress = ({ message, done }: EngineProgress) => {
      if (message.startsWith(phase) && done > 2) controller.abort();
    };
    const call = { signal: controller.signal, onProgress };
    await assert.rejects(engine.comparePrecision({ model, precision: 'int8' }, call), Canceled);
    const left = readdirSync(cacheDirectory, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      left.filter((name) => name.endsWith('.incomplete')),
      [],
    );
  }
});

test('8 and 16 bits fill masks, and take less room', async () => {
  const text = 'They have been working on it for a [MASK] time.';
  const masks = [{ start: 35, end: 41 }];
  for (const precision of reducedPrecisions) {
    const [prediction] = await engine.fillMask({ model, precision, text, masks, topK: 1 });
    assert.equal(prediction!.candidates[0]!.text, 'long');
  }

  const folder = async (precision: Precision) => {
    const outDirectory = path.join(cacheDirectory, precision);
    await engine.compile({ model, precision, outDirectory });
    const packs = readdirSync(outDirectory).filter((name) => name.endsWith('.bin'));
    return packs.reduce((sum, name) => sum + statSync(path.join(outDirectory, name)).size, 0);
  };
  const [exact, half, quantized] = [await folder('fp32'), await folder('fp16'), await folder('int8')];
  assert.ok(half < 0.52 * exact, `${half} bytes against ${exact}`);
  assert.ok(quantized < 0.45 * exact, `${quantized} bytes against ${exact}`);
});
