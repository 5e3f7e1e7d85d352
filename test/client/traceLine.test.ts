import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { EngineClient } from '../../src/client/engineClient';
import { bundledModel } from '../engine/testEngine';

const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'trace-'));
after(() => rmSync(cacheDirectory, { recursive: true }));

/** The engine in its process, as `npm test` has built it, and the lines of its trace with times written N. */
function tracedEngine(t: TestContext) {
  const lines: string[] = [];
  const client = new EngineClient({
    serverPath: path.join(__dirname, '../../dist/engineServer.js'),
    engineOptions: () => ({ cacheDirectory, provider: 'cpu', threads: 1 }),
    trace: (line) => lines.push(line.replace(/\d+ ms/g, 'N ms')),
  });
  t.after(() => client.dispose());
  return { api: client.api, client, lines };
}

const model = bundledModel;
const text = 'Confidential: the bread is still warm from the oven.';
const mask = { model, text, masks: [{ start: 33, end: 37 }], topK: 5 };

test('each request has a line with its times, tokens and graphs, and nothing of its text', async (t) => {
  const { api, client, lines } = tracedEngine(t);
  const { ids } = await api.tokenize({ model, text });
  await api.fillMask(mask);
  await api.fillMask(mask);
  await assert.rejects(api.detectReplaced({ model, text }));
  await client.stop();
  await api.fillMask(mask);
  const ran = `queued N ms, ran N ms, ${ids.length} tokens in 1 run`;
  assert.deepEqual(lines, [
    'tokenize bundled: queued N ms, ran N ms, no graph run',
    `fillMask bundled: ${ran}, 1 graph opened, 1 compiled`,
    `fillMask bundled: ${ran}, graphs cached`,
    'detectReplaced bundled: queued N ms, ran N ms, no graph run, RequestError',
    `fillMask bundled: ${ran}, 1 graph opened, 0 compiled`,
  ]);
});

test('a request that a newer one has replaced is traced too', async (t) => {
  const { api, lines } = tracedEngine(t);
  const first = api.fillMask(mask);
  const replaced = api.fillMask(mask, { lane: 'typing' });
  const newer = api.fillMask(mask, { lane: 'typing' });
  await assert.rejects(replaced);
  await Promise.all([first, newer]);
  assert.equal(
    lines.filter((line) => line === 'fillMask bundled: queued N ms, ran N ms, no graph run, Canceled').length,
    1,
  );
  assert.equal(lines.length, 3);
});
