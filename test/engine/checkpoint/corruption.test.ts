import assert from 'node:assert/strict';
import { copyFileSync, openSync, readFileSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { CheckpointError } from '../../../src/protocol/errors';
import { folderWith, reference } from './fixtures';

/** Numbers from 0 to below `limit`, the same in every run (a linear congruential generator). */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Byte ranges that describe tensors: a safetensors header; a zip's pickle with its entry, and its directory. */
function descriptions(file: string, bytes: Buffer): readonly (readonly [start: number, end: number])[] {
  if (file.endsWith('.safetensors')) return [[0, 8 + Number(bytes.readBigUInt64LE())]];
  const pickleEnd = bytes.indexOf('data/0', bytes.indexOf('data.pkl'));
  return [
    [0, pickleEnd],
    [bytes.indexOf('PK\x01\x02', 0, 'latin1'), bytes.length],
  ];
}

const cases = [
  ['v2-conv/rtd', 'model.safetensors'],
  ['v1-emd/mlm', 'pytorch_model.bin'],
] as const;

for (const [name, file] of cases) {
  test(`${name}: any changed byte of a description opens or is a CheckpointError, soon`, async (t) => {
    const folder = folderWith(t, {});
    copyFileSync(path.join(reference(name), 'config.json'), path.join(folder, 'config.json'));
    const bytes = readFileSync(path.join(reference(name), file));
    const damagedFile = path.join(folder, file);
    writeFileSync(damagedFile, bytes);
    const random = randomNumbers(1);
    const outcomes = { opened: 0, refused: 0 };
    for (const [start, end] of descriptions(file, bytes)) {
      assert.ok(start >= 0 && end > start);
      for (let round = 0; round < 250; round++) {
        const position = start + random(end - start);
        const value = (bytes[position]! + 1 + random(255)) % 256;
        write(damagedFile, position, value);
        const before = performance.now();
        outcomes[await outcome(folder, `byte ${position} set to ${value}`)]++;
        const milliseconds = performance.now() - before;
        assert.ok(milliseconds < 5000, `byte ${position} set to ${value} took ${milliseconds} ms`);
        write(damagedFile, position, bytes[position]!);
      }
    }
    assert.ok(outcomes.refused > 50, 'hardly any damage was noticed');
    assert.equal(await outcome(folder, 'undamaged'), 'opened');
  });
}

function write(file: string, position: number, value: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.of(value), 0, 1, position);
  closeSync(descriptor);
}

/** Opens a checkpoint and reads all of it. */
async function outcome(folder: string, damage: string): Promise<'opened' | 'refused'> {
  try {
    const checkpoint = await openCheckpoint(folder);
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
