import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { CheckpointError } from '../../../src/protocol/errors';
import { folderWith, reference, safetensorsBytes } from './fixtures';
import { legacyFile, op, pickledDictionary, pickledTensor, pickleOf, zipFile } from './pytorch/torchFile';

const words = 'embeddings.word_embeddings.weight';
const data = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
const matrix = { key: '7', storageElements: 6, shape: [2, 3], stride: [3, 1] };

const zip = zipFile({
  'm/data.pkl': pickleOf(pickledDictionary({ [words]: pickledTensor(matrix) })),
  'm/data/7': data,
});
const legacy = legacyFile({
  stateDict: pickledDictionary({ [words]: pickledTensor({ ...matrix, view: op.none }) }),
  storages: { 7: { data, count: 6n } },
});
const safetensors = safetensorsBytes({ [words]: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } }, 24);
const zipByTorch = readFileSync(path.join(reference('v1-emd/mlm'), 'pytorch_model.bin'));

/** Every byte of the smallest checkpoint of each format; of PyTorch's, some of its pickle and its directory's end. */
const cases: readonly (readonly [name: string, bytes: Buffer, positions: readonly number[]])[] = [
  ['safetensors', safetensors, [...safetensors.keys()]],
  ['zip', zip, [...zip.keys()]],
  ['from before PyTorch 1.6', legacy, [...legacy.keys()]],
  [
    'a zip by PyTorch',
    zipByTorch,
    Array.from({ length: 10 }, (_, i) => [i * 61, zipByTorch.length - 1 - i * 23]).flat(),
  ],
];

for (const [name, bytes, positions] of cases) {
  test(`${name}: any changed byte opens or is a CheckpointError, soon`, async (t) => {
    const folder = folderWith(t, { 'config.json': '{"model_type": "deberta"}' });
    const file = path.join(folder, 'pytorch_model.bin');
    writeFileSync(file, bytes);
    assert.equal(await outcome(file, 'undamaged'), 'opened');
    const descriptor = openSync(file, 'r+');
    t.after(() => closeSync(descriptor));
    const write = (position: number, value: number) => writeSync(descriptor, Buffer.of(value), 0, 1, position);
    let refused = 0;
    for (const position of positions) {
      const byte = bytes[position]!;
      // By turns its neighbor (another instruction, length or type) and its complement (another sign or size).
      const value = byte ^ (position % 2 === 0 ? 0x01 : 0xff);
      write(position, value);
      const before = performance.now();
      if ((await outcome(file, `byte ${position} set to ${value}`)) === 'refused') refused++;
      const milliseconds = performance.now() - before;
      assert.ok(milliseconds < 5000, `byte ${position} set to ${value} took ${milliseconds} ms`);
      write(position, byte);
    }
    assert.ok(refused > positions.length / 3, `of ${positions.length} damages only ${refused} were noticed`);
    assert.equal(await outcome(file, 'restored'), 'opened');
  });
}

/** Opens a checkpoint and reads all of it. */
async function outcome(file: string, damage: string): Promise<'opened' | 'refused'> {
  try {
    const checkpoint = await openCheckpoint(file);
    try {
      for (const name of checkpoint.weights.names) await checkpoint.weights.readFloat32(name);
    } finally {
      await checkpoint.close();
    }
    return 'opened';
  } catch (error) {
    assert.ok(error instanceof CheckpointError, `${damage}: ${String(error)}`);
    return 'refused';
  }
}
