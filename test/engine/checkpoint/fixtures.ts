import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { CheckpointError } from '../../../src/protocol/errors';

const referenceFolder = path.join(__dirname, '../../fixtures/reference');

/** A folder of the reference checkpoints, e.g. `v1-emd/mlm`. */
export function reference(name: string): string {
  return path.join(referenceFolder, name);
}

/** All reference checkpoints, as `family/head`. */
export const referenceNames: readonly string[] = readdirSync(referenceFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(reference(name)).map((head) => `${name}/${head}`));

/** A new folder with these files, removed after the test. */
export function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

/** Checks that a checkpoint is refused with a CheckpointError, and for the right reason. */
export async function refuses(given: string, reason: RegExp): Promise<void> {
  await assert.rejects(openCheckpoint(given), (error) => {
    assert.ok(error instanceof CheckpointError, String(error));
    assert.match(error.message, reason);
    return true;
  });
}

/** A safetensors file with this header, whether it is right or not, and this many bytes of data. */
export function safetensorsBytes(header: unknown, dataBytes: number): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}
