import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { userErrorName } from '../../../src/protocol/errors';
import { damages, jsonChanges, rewriteJson, spoil } from './damage';
import type { FuzzedReader } from './readers';

/** Nothing that is read may take longer than this, in milliseconds: far above what a busy machine needs. */
const maxReadLength = 10_000;

/** How a run of a reader ended. */
export interface FuzzResult {
  readonly opened: number;
  readonly refused: number;
  readonly slowestMilliseconds: number;
}

/**
 * Spoils a reader's file in `count` ways and reads it each time. Rejects, with the smallest damage that shows it, when
 * an error comes out that is not written for users, or reading takes far too long.
 */
export async function fuzzReader(reader: FuzzedReader, count: number, seed: number): Promise<FuzzResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
  const result = { opened: 0, refused: 0, slowestMilliseconds: 0 };
  try {
    for (const [name, bytes] of Object.entries(reader.files)) writeFileSync(path.join(folder, name), bytes);
    await reader.read(folder);
    const property = fc.asyncProperty(inputs(reader), async (bytes) => {
      writeFileSync(path.join(folder, reader.target), bytes);
      const started = performance.now();
      try {
        await reader.read(folder);
        result.opened++;
      } catch (error) {
        if (userErrorName(error) === undefined) throw error;
        result.refused++;
      }
      const milliseconds = performance.now() - started;
      result.slowestMilliseconds = Math.max(result.slowestMilliseconds, milliseconds);
      if (milliseconds > maxReadLength) throw new Error(`Reading took ${milliseconds.toFixed(0)} ms.`);
    });
    await fc.assert(property, { numRuns: count, seed });
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Spoiled files of a reader: bytes changed here and there, JSON with other values in it, and, rarely, anything. */
function inputs({ files, target }: FuzzedReader): fc.Arbitrary<Uint8Array> {
  const whole = files[target]!;
  const spoiled = damages.map((list) => spoil(whole, list));
  const anything = fc.uint8Array({ maxLength: 200 });
  if (!target.endsWith('.json')) {
    return fc.oneof({ weight: 30, arbitrary: spoiled }, { weight: 1, arbitrary: anything });
  }
  const json = Buffer.from(whole).toString();
  const rewritten = jsonChanges.map((changes) => Buffer.from(rewriteJson(json, changes)));
  return fc.oneof(
    { weight: 10, arbitrary: rewritten },
    { weight: 5, arbitrary: spoiled },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.json().map((value) => Buffer.from(value)) },
  );
}
