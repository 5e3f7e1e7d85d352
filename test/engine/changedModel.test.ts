import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { CheckpointError } from '../../src/protocol/errors';
import { testEngine } from './testEngine';

const trained = path.join(__dirname, '../../models/bundled');
const { engine, cacheDirectory } = testEngine();
const model = mkdtempSync(path.join(os.tmpdir(), 'changed-'));
after(() => rmSync(model, { recursive: true, force: true }));
const weights = path.join(model, 'model.safetensors');
const text = 'They have been working on it for a long time.';

/** The best word for a mask, and its probability. */
async function answer(): Promise<string> {
  const [prediction] = await engine.fillMask({ model, text, masks: [{ start: 35, end: 39 }], topK: 1 });
  const { text: word, logProbability } = prediction!.candidates[0]!;
  return `${word} ${logProbability.toFixed(4)}`;
}

const compiled = () => readdirSync(cacheDirectory).sort();

/** Turns round the sign of the bias of all answers, in place, and puts the time back: the same size, other answers. */
function changeWeights(): void {
  const { atime, mtime } = statSync(weights);
  const bytes = readFileSync(weights);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets: [number, number] }>;
  const [begin, end] = header['lm_predictions.lm_head.bias']!.data_offsets;
  // The sign is the highest bit of an fp16 number's second byte.
  for (let offset = start + begin + 1; offset < start + end; offset += 2) bytes[offset]! ^= 0x80;
  writeFileSync(weights, bytes);
  utimesSync(weights, atime, mtime);
}

describe('a model whose files change while it is in use', () => {
  beforeEach(() => {
    rmSync(model, { recursive: true, force: true });
    cpSync(trained, model, { recursive: true });
  });

  test('is read again, and nothing that was compiled from the old files is used or kept', async () => {
    const before = await answer();
    assert.equal(await answer(), before);
    const [old] = compiled();
    changeWeights();
    const changed = await answer();
    assert.notEqual(changed, before);
    assert.equal(compiled().length, 1);
    assert.notEqual(compiled()[0], old);
    cpSync(trained, model, { recursive: true, force: true });
    assert.equal(await answer(), before);
  });

  test('is refused when it is gone', async () => {
    await answer();
    rmSync(model, { recursive: true });
    await assert.rejects(answer(), CheckpointError);
  });
});
