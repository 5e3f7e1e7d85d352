import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { bound, loadFactor } from '../../scripts/lib/bounds';
import { isRunning } from '../../src/base/isRunning';
import { EngineClient, type EngineState } from '../../src/client/engineClient';
import type { EngineApi, EngineProgress, EngineStatus } from '../../src/protocol/engineApi';
import { Canceled, CheckpointError, EngineStopped, RequestError } from '../../src/protocol/errors';

const folder = mkdtempSync(path.join(os.tmpdir(), 'engine-client-'));
const serverPath = path.join(folder, 'testEngineServer.js');

before(async () => {
  const entryPoints = [
    path.join(__dirname, 'testEngineServer.ts'),
    path.join(__dirname, '../../src/server/guardThread.ts'),
  ];
  // Minified, because that renames the error classes: they must be known again on the other side all the same.
  await build({ entryPoints, entryNames: '[name]', outdir: folder, bundle: true, platform: 'node', minify: true });
});
after(() => rmSync(folder, { recursive: true }));

function clientOf(t: TestContext, options: { serverPath?: string; cacheDirectory?: string; patience?: number } = {}) {
  const { cacheDirectory = folder } = options;
  const stderr: string[] = [];
  const states: EngineState[] = [];
  const engineOptions = () => ({ cacheDirectory, provider: 'cpu', threads: 1 }) as const;
  const client = new EngineClient({
    serverPath,
    ...options,
    engineOptions,
    log: (line) => stderr.push(line),
  });
  client.onDidChangeState((state) => states.push(state));
  t.after(() => client.dispose());
  const ran = async () => (await client.api.tokenize({ model: '', text: '' })).tokens;
  return { client, api: client.api, stderr, states, ran };
}

async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + bound(10_000); !condition(); await sleep(20))
    assert.ok(performance.now() < end, `waited in vain until ${what}`);
}

let blocks = 0;

/** A request that blocks the engine's thread, and what ends it. */
function blocker(api: EngineApi) {
  const file = path.join(folder, `end-${++blocks}`);
  const model = `until ${file}`;
  return {
    block: async () => {
      const answer = api.describe({ model });
      answer.catch(() => undefined);
      await eventually(() => existsSync(`${file}.begun`), 'the thread is blocked');
      return { model, answer };
    },
    unblock: () => writeFileSync(file, ''),
  };
}

test('nothing starts before the first call; then state and status are reported', async (t) => {
  const { client, api, states } = clientOf(t);
  const statuses: EngineStatus[] = [];
  client.onDidChangeStatus((status) => statuses.push(status));
  assert.equal(client.pid, undefined);
  assert.equal((await api.describe({ model: 'one' })).path, 'one');
  assert.deepEqual(states, ['starting', 'ready']);
  assert.deepEqual(statuses, [{ provider: 'cpu', model: 'one', lastMilliseconds: 1, notes: [] }]);
  assert.ok(os.getPriority(client.pid) >= os.getPriority());
});

test('typed arrays, also views into a larger one, and progress cross the boundary', async (t) => {
  const { api } = clientOf(t);
  const progress: EngineProgress[] = [];
  const onProgress = (step: EngineProgress) => progress.push(step);
  const trace = await api.traceAttention({ model: '', text: '', layer: 3, head: 2 }, { onProgress });
  assert.deepEqual(trace.probabilities, Float32Array.of(0.1, -0, Infinity, NaN));
  assert.deepEqual(trace.terms.c2p, Float32Array.of(-0, Infinity, NaN));
  assert.equal(trace.terms.p2c.length, 0);
  assert.deepEqual([trace.layer, trace.head], [3, 2]);
  assert.deepEqual(
    progress.map(({ done }) => done),
    [1, 2, 3],
  );
});

test('errors come out as the class that went in; a fault of the program keeps its message and leaves its stack in the log', async (t) => {
  const { api, stderr } = clientOf(t);
  await assert.rejects(api.describe({ model: 'checkpoint' }), (error) => {
    assert.ok(error instanceof CheckpointError);
    assert.equal(error.message, 'model.safetensors is cut off. Copy it again.');
    return true;
  });
  await assert.rejects(api.describe({ model: 'fault' }), { name: 'Error', message: 'x is not a function' });
  await eventually(() => stderr.some((line) => line.includes('TypeError: x is not a function')), 'the log has it');
});

test('a queued request that is canceled never runs, even if the thread is blocked when the cancel arrives', async (t) => {
  const { api, ran } = clientOf(t);
  await api.describe({ model: 'warm' });
  const { block, unblock } = blocker(api);
  const blocking = await block();
  const controller = new AbortController();
  const canceled = assert.rejects(api.describe({ model: 'never' }, { signal: controller.signal }), Canceled);
  controller.abort();
  // While the thread is still blocked: the caller is not kept waiting.
  await canceled;
  unblock();
  await blocking.answer;
  assert.deepEqual(await ran(), ['warm', blocking.model]);
});

test('the newest of a lane wins, also among requests that arrive while the thread is blocked', async (t) => {
  const { api, ran } = clientOf(t);
  await api.describe({ model: 'warm' });
  const { block, unblock } = blocker(api);
  const blocking = await block();
  const models = Array.from({ length: 20 }, (_, index) => `key ${index}`);
  const answers = models.map((model) => api.describe({ model }, { lane: 'suggest' }));
  // All are sent in one go, so they are there when the thread is free again.
  await sleep(50);
  unblock();
  const results = await Promise.allSettled(answers);
  await blocking.answer;
  assert.deepEqual(await ran(), ['warm', blocking.model, 'key 19']);
  for (const result of results.slice(0, -1)) {
    assert.ok(result.status === 'rejected' && result.reason instanceof Canceled);
  }
});

test('a running request sees its signal', async (t) => {
  const { api } = clientOf(t);
  await api.describe({ model: 'warm' });
  const signal = AbortSignal.timeout(50);
  // The next request would wait for it: hours, if it ran on.
  await assert.rejects(api.describe({ model: 'sleep 9999999' }, { signal }), Canceled);
  await api.describe({ model: 'next' });
});

test('killed in the middle of a run: pending calls reject, the next call starts a new process', async (t) => {
  const { client, api, states } = clientOf(t);
  await api.describe({ model: 'warm' });
  const pid = client.pid ?? 0;
  const blocking = await blocker(api).block();
  const pending = [blocking.answer, ...['second', 'third'].map((model) => api.describe({ model }))];
  const settled = Promise.allSettled(pending);
  process.kill(pid, 'SIGKILL');
  for (const result of await settled) {
    assert.ok(result.status === 'rejected' && result.reason instanceof EngineStopped);
    assert.match(result.reason.message, /SIGKILL/);
  }
  assert.equal((await api.describe({ model: 'again' })).path, 'again');
  assert.notEqual(client.pid, pid);
  assert.deepEqual(states, ['starting', 'ready', 'stopped', 'starting', 'ready']);
});

test('a second crash within a minute fails with the last error line, and restart() helps', async (t) => {
  const { client, api } = clientOf(t);
  await assert.rejects(api.describe({ model: 'exit 3' }), EngineStopped);
  await assert.rejects(api.describe({ model: 'exit 3' }), EngineStopped);
  assert.equal(client.state, 'failed');
  assert.match(client.failure ?? '', /exit code 3, “Error: the library is missing”.*Restart the engine/);
  await assert.rejects(api.describe({ model: 'x' }), { name: 'EngineStopped', message: client.failure });
  assert.equal(client.pid, undefined, 'a failed engine does not start by itself');
  await client.restart();
  assert.equal(client.state, 'ready');
  assert.equal((await api.describe({ model: 'x' })).path, 'x');
});

test('options that the engine refuses reach the caller unchanged, and nothing stays behind', async (t) => {
  const { client, api } = clientOf(t, { cacheDirectory: 'refuse' });
  for (let tries = 0; tries < 3; tries++) await assert.rejects(api.describe({ model: 'x' }), RequestError);
  assert.deepEqual([client.state, client.pid], ['stopped', undefined]);
});

test('a missing server program is named in the message', async (t) => {
  const { client, api } = clientOf(t, { serverPath: path.join(folder, 'no-such-host.js') });
  await assert.rejects(api.describe({ model: 'x' }), /no-such-host/);
  await assert.rejects(api.describe({ model: 'x' }), EngineStopped);
  assert.equal(client.state, 'failed');
});

test('stop() in the middle of a run ends the process, dispose() for good', async (t) => {
  const { client, api } = clientOf(t);
  await api.describe({ model: 'warm' });
  const pid = client.pid ?? 0;
  // It would block for ever.
  const { answer } = await blocker(api).block();
  const blocked = assert.rejects(answer, EngineStopped);
  await client.stop();
  await blocked;
  assert.equal(isRunning(pid), false);
  assert.equal((await api.describe({ model: 'x' })).path, 'x');
  await client.dispose();
  await assert.rejects(api.describe({ model: 'x' }), EngineStopped);
});

test('a stopped engine is ended with a message, and the next call starts another', async (t) => {
  const { client, api } = clientOf(t, { patience: Math.ceil(5 * loadFactor()) });
  await api.describe({ model: 'warm' });
  const pid = client.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  await assert.rejects(Promise.all([api.describe({ model: 'one' }), api.describe({ model: 'two' })]), (error) => {
    assert.ok(error instanceof EngineStopped);
    assert.match(
      error.message,
      /^The engine's process ended before “describe” was answered: it did not respond for \d+ s/,
    );
    return true;
  });
  assert.equal((await api.describe({ model: 'again' })).path, 'again');
  assert.equal(isRunning(pid), false);
});

test('an engine that never finishes a step is ended; one that makes progress is left alone', async (t) => {
  const { client, api } = clientOf(t);
  await api.describe({ model: 'steps 8' });
  const pid = client.pid ?? 0;
  await assert.rejects(api.describe({ model: 'endless' }), {
    name: 'EngineStopped',
    message: /it was busy with one step for more than 2 seconds, so it was stopped. Try again/,
  });
  assert.equal((await api.describe({ model: 'again' })).path, 'again');
  assert.equal(isRunning(pid), false);
});
