import assert from 'node:assert/strict';
import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { folderWith, reference, refuses } from '../fixtures';
import { legacyFile, op, pickledDictionary, pickledTensor } from './torchFile';

test('a reference checkpoint in the format from before PyTorch 1.6 holds the same tensors', async (t) => {
  const source = reference('v1-emd/mlm');
  const zip = await openCheckpoint(source);
  t.after(() => zip.close());
  const items: Record<string, Buffer> = {};
  const storages: Record<string, { data: Uint8Array; count: bigint }> = {};
  for (const [i, name] of zip.weights.names.entries()) {
    const numbers = await zip.weights.readFloat32(name);
    const { shape } = zip.weights.info(name);
    const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const key = String(94_000_000 + i);
    items[name] = pickledTensor({ key, storageElements: numbers.length, shape, stride, view: op.none });
    storages[key] = { data: new Uint8Array(numbers.buffer), count: BigInt(numbers.length) };
  }
  const folder = folderWith(t, { 'pytorch_model.bin': legacyFile({ stateDict: pickledDictionary(items), storages }) });
  copyFileSync(path.join(source, 'config.json'), path.join(folder, 'config.json'));

  const legacy = await openCheckpoint(folder);
  t.after(() => legacy.close());
  assert.ok(legacy.weights.names.length > 50);
  assert.deepEqual(legacy.weights.names, zip.weights.names);
  for (const name of zip.weights.names) {
    assert.deepEqual(legacy.weights.info(name).shape, zip.weights.info(name).shape);
    assert.deepEqual(await legacy.weights.readFloat32(name), await zip.weights.readFloat32(name));
  }
});

const words = { key: '7', storageElements: 6, shape: [2, 3], stride: [3, 1], view: op.none };
const numbers = Float32Array.of(1, 2, 3, 4, 5, 6);
const data = new Uint8Array(numbers.buffer);

/** A state_dict whose word embeddings are this tensor, and another value. */
function stateDictOf(change: Partial<typeof words> = {}, other: Buffer = op.none): Buffer {
  return pickledDictionary({ 'embeddings.word_embeddings.weight': pickledTensor({ ...words, ...change }), other });
}

const whole = { stateDict: stateDictOf(), storages: { 7: { data, count: 6n } } };

test('storages may be shared, unordered, or needed by dropped values only', async (t) => {
  const folder = folderWith(t, { 'config.json': '{"model_type": "deberta"}' });
  const check = async (content: Buffer, expected: Record<string, number[]>) => {
    writeFileSync(path.join(folder, 'model.bin'), content);
    const checkpoint = await openCheckpoint(path.join(folder, 'model.bin'));
    t.after(() => checkpoint.close());
    for (const [name, values] of Object.entries(expected)) {
      assert.deepEqual([...(await checkpoint.weights.readFloat32(name))], values);
    }
  };
  const wordsName = 'deberta.embeddings.word_embeddings.weight';
  await check(legacyFile(whole), { [wordsName]: [...numbers] });
  const shared = pickledTensor({ ...words, start: 4, shape: [2], stride: [1] });
  await check(legacyFile({ ...whole, stateDict: stateDictOf({}, shared) }), { other: [5, 6] });
  const integers = { ...words, key: '70', storageClass: 'LongStorage', storageElements: 1, shape: [], stride: [] };
  const optimizer = pickledDictionary({ step: pickledTensor(integers) });
  const first = { 70: { data: new Uint8Array(8), count: 1n }, a: { data, count: 6n } };
  await check(legacyFile({ stateDict: stateDictOf({ key: 'a' }, optimizer), storages: first }), {
    [wordsName]: [...numbers],
  });
});

test('damaged and hostile files from before PyTorch 1.6', async (t) => {
  const folder = folderWith(t, { 'config.json': '{"model_type": "deberta"}' });
  const file = path.join(folder, 'pytorch_model.bin');
  const check = async (change: Partial<Parameters<typeof legacyFile>[0]>, message: RegExp) => {
    writeFileSync(file, legacyFile({ ...whole, ...change }));
    await refuses(file, message);
  };

  const bytes = legacyFile(whole);
  writeFileSync(file, bytes);
  for (let length = bytes.length - 1; length >= 0; length--) {
    truncateSync(file, length);
    await refuses(file, /damaged|cut off|not a file of weights/);
  }
  await check({ magic: op.integer(5) }, /not one of PyTorch's/);
  await check({ magic: op.long(0x1950a86a20f9469cfc6dn) }, /not one of PyTorch's/);
  await check({ version: op.integer(1002) }, /not one of PyTorch's/);
  await check({ magic: op.global('os', 'system') }, /"os.system"/);
  await check({ machine: pickledDictionary({ little_endian: op.false }) }, /big-endian/);
  await check({ machine: op.none }, /byte order/);
  await check({ machine: op.global('torch', 'FloatStorage') }, /"torch.FloatStorage"/);
  await check({ stateDict: stateDictOf({}, op.global('builtins', 'eval')) }, /"builtins.eval".*could run code/);
  await check({ stateDict: stateDictOf({ view: op.integer(1) }) }, /a storage that cannot exist/);
  await check({ stateDict: stateDictOf({ storageElements: 5 }) }, /past the end of its storage/);
  await check({ stateDict: stateDictOf({ storageElements: 7 }) }, /6 numbers in storage "7", but 7 are described/);
  const twice = pickledTensor({ ...words, storageElements: 9 });
  await check({ stateDict: stateDictOf({}, twice) }, /a storage with two descriptions/);

  const keys = (...keys: Buffer[]) => Buffer.concat([op.list, ...keys.flatMap((key) => [key, op.append])]);
  await check({ keys: keys() }, /no data for tensor "embeddings.word/);
  await check({ keys: keys(op.text('8')) }, /no tensor describes/);
  await check({ keys: keys(op.text('7'), op.text('7')) }, /no tensor describes/);
  await check({ keys: keys(op.integer(7)) }, /no tensor describes/);
  await check({ keys: op.text('7') }, /no list of its data/);

  for (const count of [5n, 7n, -1n, 2n ** 60n]) {
    await check({ storages: { 7: { data, count } } }, /numbers in storage "7"/);
  }
  await check({ storages: { 7: { data: data.subarray(1), count: 6n } } }, /cut off in storage "7"/);
  const vast = { ...words, storageElements: 2 ** 31 - 1 };
  const vastStorage = { 7: { data, count: 2n ** 31n - 1n } };
  await check({ stateDict: stateDictOf(vast), storages: vastStorage }, /cut off in storage "7"/);
});
