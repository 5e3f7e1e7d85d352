import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createEngine } from '../../../src/engine/engine';
import type { EngineProgress } from '../../../src/protocol/engineApi';
import { CacheError, Canceled } from '../../../src/protocol/errors';

const model = path.join(__dirname, '../../../models/bundled');
const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'compiled-'));
after(() => rmSync(cacheDirectory, { recursive: true }));

/** Fills a mask in an engine of its own, so that only the cache is shared. Returns whether it had to compile. */
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

  test('is still compiled when the request that began it is canceled', async () => {
    rmSync(entry(), { recursive: true });
    const controller = new AbortController();
    const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
    const request = { model, text: 'a b', masks: [{ start: 0, end: 1 }], topK: 1 };
    const onProgress = () => controller.abort();
    await assert.rejects(engine.fillMask(request, { signal: controller.signal, onProgress }), Canceled);
    assert.deepEqual(await fill(), { word: 'long', compiled: false });
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

  test('what a process that is gone left unfinished is removed', async () => {
    const leftOvers = [`weights-${'0'.repeat(16)}.bin`, `mlm.onnx.json.${randomUUID()}`].map((name) =>
      path.join(entry(), `${name}.999999999.incomplete`),
    );
    for (const leftOver of leftOvers) await writeFile(leftOver, 'half');
    rmSync(file(/\.onnx$/));
    rmSync(file(/\.onnx\.json$/));
    await fill();
    for (const leftOver of leftOvers) assert.ok(!existsSync(leftOver), leftOver);
  });
});

describe('compiling to a folder', () => {
  const reference = path.join(__dirname, '../../fixtures/reference');
  const outDirectory = path.join(cacheDirectory, 'out');
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
  after(() => engine.dispose());
  const read = () => readFileSync(path.join(outDirectory, 'classify.onnx')).toString('base64');

  test('gives the graph of the model that was asked for, and leaves other files alone', async () => {
    mkdirSync(outDirectory);
    const mine = ['weights-backup.bin', 'weights-backup.bin.json'].map((name) => path.join(outDirectory, name));
    for (const name of mine) await writeFile(name, 'mine');
    await engine.compile({ model: path.join(reference, 'v1-emd/classify'), outDirectory });
    const first = read();
    await engine.compile({ model: path.join(reference, 'v1-c2p-only-types/classify'), outDirectory });
    assert.notEqual(read(), first);
    await engine.compile({ model: path.join(reference, 'v1-emd/classify'), outDirectory });
    assert.equal(read(), first);
    for (const name of mine) assert.ok(existsSync(name));
  });

  test('leaves no unfinished files when it is canceled', async () => {
    const canceled = path.join(cacheDirectory, 'canceled');
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort() };
    await assert.rejects(engine.compile({ model, outDirectory: canceled }, options), Canceled);
    assert.deepEqual(readdirSync(canceled), []);
  });

  test("refuses weights that are not finite, and a path that isn't a folder", async () => {
    const damaged = path.join(cacheDirectory, 'damaged');
    cpSync(path.join(reference, 'v2-conv/classify'), damaged, { recursive: true });
    const weights = path.join(damaged, 'model.safetensors');
    const bytes = readFileSync(weights);
    const header = Number(bytes.readBigUInt64LE());
    const {
      data_offsets: [start],
    } = (JSON.parse(bytes.toString('utf8', 8, 8 + header)) as Record<string, { data_offsets: [number, number] }>)[
      'deberta.encoder.layer.1.output.dense.weight'
    ]!;
    bytes.writeFloatLE(NaN, 8 + header + start + 8);
    await writeFile(weights, bytes);
    const out = path.join(cacheDirectory, 'none');
    await assert.rejects(engine.compile({ model: damaged, outDirectory: out }), /layer\.1\.output.*not finite/);
    await assert.rejects(engine.compile({ model, outDirectory: weights }), CacheError);
  });
});
