import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint, type Checkpoint } from '../../../src/engine/checkpoint/checkpoint';
import { SafetensorsFile, writeSafetensors } from '../../../src/engine/checkpoint/safetensors';
import { folderWith, reference, referenceNames, refuses } from './fixtures';

test('all reference checkpoints open, with their heads, and every tensor can be read', async (t) => {
  assert.equal(referenceNames.length, 13);
  for (const name of referenceNames) {
    await t.test(name, async (t) => {
      const checkpoint = await openCheckpoint(reference(name));
      t.after(() => checkpoint.close());
      assert.deepEqual(checkpoint.heads, [path.basename(name)]);
      assert.equal(checkpoint.config.labels.length, name.endsWith('classify') ? 3 : 0);
      for (const tensor of checkpoint.weights.names) {
        const numbers = await checkpoint.weights.readFloat32(tensor);
        assert.equal(numbers.length, checkpoint.weights.info(tensor).elements);
        assert.ok(numbers.every(Number.isFinite), tensor);
      }
    });
  }
});

for (const name of referenceNames.filter((name) => name.endsWith('mlm'))) {
  test(`${name}: embeddings made from the tensors are those of the authors' implementation`, async (t) => {
    const checkpoint = await openCheckpoint(reference(name));
    const expected = await SafetensorsFile.open(path.join(reference(name), 'expected.safetensors'));
    t.after(() => Promise.all([checkpoint.close(), expected.close()]));
    const computed = await embed(checkpoint, expected);
    const wanted = await expected.readFloat32('trace.embeddings');
    const difference = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - (computed[i] ?? NaN))), 0);
    assert.ok(difference < 1e-5, `differs by ${difference}`);
  });
}

/** Word, position and type embeddings, projected and layer-normed: math.md, "Encoder". */
async function embed({ config, weights }: Checkpoint, inputs: SafetensorsFile): Promise<number[]> {
  const read = (name: string) => weights.readFloat32(`deberta.embeddings.${name}`);
  const { embeddingSize, hiddenSize } = config;
  const words = await read('word_embeddings.weight');
  const positions = config.positionBiasedInput ? await read('position_embeddings.weight') : undefined;
  const types = config.typeVocabSize > 0 ? await read('token_type_embeddings.weight') : undefined;
  const projection = embeddingSize === hiddenSize ? undefined : await read('embed_proj.weight');
  const [scale, shift] = [await read('LayerNorm.weight'), await read('LayerNorm.bias')];
  const [ids, mask, typeIds] = [
    await inputs.readInt64('input_ids'),
    await inputs.readInt64('attention_mask'),
    await inputs.readInt64('token_type_ids'),
  ];
  const tokens = inputs.info('input_ids').shape[1]!;
  return [...ids].flatMap((id, i) => {
    const index = (table: Float32Array | undefined, row: number, k: number) => table?.[row * embeddingSize + k] ?? 0;
    const sum = Array.from(
      { length: embeddingSize },
      (_, k) => index(words, Number(id), k) + index(positions, i % tokens, k) + index(types, Number(typeIds[i]), k),
    );
    const x = projection
      ? Array.from({ length: hiddenSize }, (_, row) => sum.reduce((y, v, k) => y + v * index(projection, row, k), 0))
      : sum;
    const mean = x.reduce((a, b) => a + b) / hiddenSize;
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / hiddenSize;
    const norm = Math.sqrt(variance + config.layerNormEps);
    return x.map((v, k) => (((v - mean) / norm) * scale[k]! + shift[k]!) * Number(mask[i]));
  });
}

test('a folder gives safetensors before PyTorch files, and a path to a file gives that file', async (t) => {
  const folder = folderWith(t, {});
  const from = { safetensors: reference('v2-conv/mlm'), torch: reference('v3-small-like/rtd') };
  copyFileSync(path.join(from.safetensors, 'config.json'), path.join(folder, 'config.json'));
  copyFileSync(path.join(from.torch, 'config.json'), path.join(folder, 'generator_config.json'));
  copyFileSync(path.join(from.torch, 'pytorch_model.bin'), path.join(folder, 'pytorch_model.generator.bin'));
  const heads = async (given: string) => {
    const checkpoint = await openCheckpoint(given);
    await checkpoint.close();
    return [checkpoint.heads.join(), checkpoint.config.numHiddenLayers];
  };
  const generator = path.join(folder, 'pytorch_model.generator.bin');
  assert.deepEqual(await heads(folder), ['rtd', 4]);
  renameSync(generator, path.join(folder, 'pytorch_model.bin'));
  copyFileSync(path.join(folder, 'generator_config.json'), path.join(folder, 'config.json'));
  assert.deepEqual(await heads(folder), ['rtd', 4]);
  copyFileSync(path.join(from.safetensors, 'model.safetensors'), path.join(folder, 'model.safetensors'));
  copyFileSync(path.join(from.safetensors, 'config.json'), path.join(folder, 'config.json'));
  assert.deepEqual(await heads(folder), ['mlm', 3]);
  assert.deepEqual(await heads(path.join(folder, 'pytorch_model.bin')), ['rtd', 3]);
});

test('shards', async (t) => {
  const words = 'deberta.embeddings.word_embeddings.weight';
  const folder = folderWith(t, { 'config.json': '{"model_type": "deberta"}' });
  const shard = (name: string, tensor: string, value: number) =>
    writeSafetensors(
      path.join(folder, name),
      new Map([[tensor, { dtype: 'F32', shape: [1], data: Float32Array.of(value) }]]),
    );
  await shard('a.safetensors', words, 1);
  await shard('b.safetensors', 'classifier.bias', 2);
  const index = (map: unknown) =>
    writeFileSync(path.join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));

  index({ [words]: 'a.safetensors', 'classifier.bias': 'b.safetensors' });
  const checkpoint = await openCheckpoint(folder);
  t.after(() => checkpoint.close());
  assert.deepEqual([...(await checkpoint.weights.readFloat32('classifier.bias'))], [2]);
  assert.equal(checkpoint.weights.info(words).file, path.join(folder, 'a.safetensors'));

  index({ [words]: 'b.safetensors' });
  await refuses(folder, /b\.safetensors" has no tensor "deberta.embeddings/);
  index({ [words]: 'c.safetensors' });
  await refuses(folder, /c\.safetensors" does not exist/);
  for (const escape of ['../a.safetensors', '/etc/passwd', 'x/../../a', '..\\a', 'C:\\a', 'a\0', '', '.', 5, null]) {
    index({ [words]: escape });
    await refuses(folder, /not inside its folder/);
  }
  index({});
  await refuses(folder, /"weight_map"/);
  index(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, `${i}.safetensors`])));
  await refuses(folder, /more than 256 files/);
});

test('the fingerprint changes with the files and not otherwise', async (t) => {
  const folder = folderWith(t, {});
  for (const file of ['config.json', 'model.safetensors']) {
    copyFileSync(path.join(reference('v2-conv/rtd'), file), path.join(folder, file));
  }
  const fingerprint = async () => {
    const checkpoint = await openCheckpoint(folder);
    await checkpoint.close();
    return checkpoint.fingerprint;
  };
  const first = await fingerprint();
  assert.match(first, /^[0-9a-f]{64}$/);
  assert.equal(await fingerprint(), first);
  const config = readFileSync(path.join(folder, 'config.json'), 'utf8');
  writeFileSync(path.join(folder, 'config.json'), config.replace('"layer_norm_eps": 1e-07', '"layer_norm_eps": 1e-05'));
  const second = await fingerprint();
  assert.notEqual(second, first);
  writeFileSync(path.join(folder, 'model.safetensors'), readFileSync(path.join(folder, 'model.safetensors')));
  assert.notEqual(await fingerprint(), second);
});

test("a folder that isn't a checkpoint is refused with what is missing", async (t) => {
  const folder = folderWith(t, { 'notes.txt': 'hello' });
  await refuses(folder, /holds no model.*model\.safetensors/);
  await refuses(path.join(folder, 'absent'), /There is no file or folder/);
  const weights = path.join(folder, 'model.safetensors');
  copyFileSync(path.join(reference('v2-conv/rtd'), 'model.safetensors'), weights);
  await refuses(folder, /config\.json" does not exist/);
  const check = async (config: string, message: RegExp) => {
    writeFileSync(path.join(folder, 'config.json'), config);
    await refuses(folder, message);
  };
  await check('<html>Not found</html>', /config\.json" is not valid JSON but a web page/);
  await check('', /but empty/);
  await check('{"model_type": "deberta", "layer_norm_eps": NaN}', /"layer_norm_eps".* is NaN or infinite/);
  await check('{"model_type": "deberta", "nan": NaNs}', /not valid JSON/);
  await check('{"model_type": "bert"}', /not a DeBERTa/);
  await check(' '.repeat(1 << 25), /too many/);
  rmSync(path.join(folder, 'config.json'));
  mkdirSync(path.join(folder, 'config.json'));
  await refuses(folder, /is not a file/);
});
