import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createEngine } from '../../../src/engine/engine';
import type { EngineProgress } from '../../../src/protocol/engineApi';
import { Cancelled } from '../../../src/protocol/errors';

const model = path.join(__dirname, '../../../models/bundled');
const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'compiled-'));
after(() => rmSync(cacheDirectory, { recursive: true }));

/** Fills a mask in an engine of its own, so that nothing but the cache is shared, and says whether it had to compile. */
async function fill(): Promise<{ word: string; compiled: boolean }> {
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
  const seen: EngineProgress[] = [];
  const text = 'They have been working on it for a [MASK] time.';
  const [prediction] = await engine.fillMask(
    { model, text, masks: [{ start: 35, end: 41 }], topK: 1 },
    { onProgress: (progress) => seen.push(progress) },
  );
  await engine.dispose();
  return { word: prediction!.candidates[0]!.text, compiled: seen.length > 0 };
}

const entry = () => path.join(cacheDirectory, readdirSync(cacheDirectory)[0]!);
const file = (pattern: RegExp) =>
  path.join(
    entry(),
    readdirSync(entry()).find((name) => pattern.test(name))!,
  );

async function flipByte(name: string, offset: number): Promise<void> {
  const handle = await open(name, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, offset);
  byte[0]! ^= 0xff;
  await handle.write(byte, 0, 1, offset);
  await handle.close();
}

describe('the cache of compiled graphs', () => {
  test('compiles once', async () => {
    assert.deepEqual(await fill(), { word: 'long', compiled: true });
    assert.deepEqual(await fill(), { word: 'long', compiled: false });
  });

  const damages: Readonly<Record<string, () => unknown>> = {
    'a byte of the graph is flipped': () => flipByte(file(/\.onnx$/), 700),
    'a byte of the weights is flipped': () => flipByte(file(/\.bin$/), statSync(file(/\.bin$/)).size >> 1),
    'the weights are cut short': () => truncateSync(file(/\.bin$/), 5_000_000),
    'the weights are gone': () => rmSync(file(/\.bin$/)),
    'the manifest is not JSON': () => writeFile(file(/\.bin\.json$/), '<html>'),
    'the graph is empty': () => writeFile(file(/\.onnx$/), ''),
  };
  for (const [name, damage] of Object.entries(damages)) {
    test(`is rebuilt when ${name}`, async () => {
      await damage();
      const { word } = await fill();
      assert.equal(word, 'long');
      assert.deepEqual(await fill(), { word: 'long', compiled: false });
    });
  }

  test('leaves nothing half-made behind when compiling is cancelled', async () => {
    rmSync(entry(), { recursive: true });
    const controller = new AbortController();
    const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
    const request = { model, text: 'a b', masks: [{ start: 0, end: 1 }], topK: 1 };
    const onProgress = () => controller.abort();
    await assert.rejects(engine.fillMask(request, { signal: controller.signal, onProgress }), Cancelled);
    assert.deepEqual(readdirSync(entry()), []);
    assert.deepEqual(await fill(), { word: 'long', compiled: true });
    await engine.dispose();
  });

  test('other graphs of the checkpoint share its weights', async () => {
    const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
    const packed = () => readdirSync(entry()).filter((name) => name.endsWith('.bin'));
    const before = packed().reduce((sum, name) => sum + statSync(path.join(entry(), name)).size, 0);
    await engine.traceAttention({ model, text: 'a b', layer: 0, head: 0 });
    const after = packed().reduce((sum, name) => sum + statSync(path.join(entry(), name)).size, 0);
    assert.ok(after < before * 1.05, `${before} → ${after}`);
    await engine.dispose();
  });
});
