import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestQueue } from '../../src/server/requestQueue';
import { Canceled } from '../../src/protocol/errors';

/** What is added to a queue in one go: a name, its lane, and whether it is canceled before the queue looks again. */
interface Added {
  readonly name: string;
  readonly lane?: string;
  readonly cancel?: boolean;
}

async function check(added: readonly Added[], expected: { ran: string[]; canceled: string[] }): Promise<void> {
  const ran: string[] = [];
  const canceled: string[] = [];
  const queue = new RequestQueue(() => new Promise((resolve) => setImmediate(resolve)));
  const results = added.map(({ name, lane, cancel }) => {
    const controller = new AbortController();
    const result = queue.add(async () => ran.push(name), { signal: controller.signal, lane });
    if (cancel) controller.abort();
    return result.catch((error: unknown) => {
      assert.ok(error instanceof Canceled);
      canceled.push(name);
    });
  });
  await Promise.all(results);
  assert.deepEqual({ ran, canceled }, expected);
}

test('jobs run in order of arrival', () => check([{ name: 'a' }, { name: 'b' }], { ran: ['a', 'b'], canceled: [] }));

test('a job canceled while it waits never runs', () =>
  check([{ name: 'a' }, { name: 'b', cancel: true }, { name: 'c' }], { ran: ['a', 'c'], canceled: ['b'] }));

test('the newest of a lane wins, other lanes are left alone', () =>
  check(
    [
      { name: 'a', lane: 'suggest' },
      { name: 'other', lane: 'attention' },
      { name: 'b', lane: 'suggest' },
      { name: 'free' },
      { name: 'c', lane: 'suggest' },
    ],
    { ran: ['other', 'free', 'c'], canceled: ['a', 'b'] },
  ));

test('one job runs at a time, and a job that fails, also at once, does not stop the queue', async () => {
  const queue = new RequestQueue(async () => undefined);
  const { signal } = new AbortController();
  let running = 0;
  const job = async (fail: boolean) => {
    assert.equal(++running, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    if (fail) throw new Error('no');
  };
  const atOnce = (): Promise<void> => {
    throw new Error('at once');
  };
  const results = await Promise.allSettled([
    queue.add(() => job(true), { signal }),
    queue.add(atOnce, { signal }),
    queue.add(() => job(false), { signal }),
  ]);
  assert.deepEqual(
    results.map((result) => result.status),
    ['rejected', 'rejected', 'fulfilled'],
  );
});

test('an abort after the start leaves the job to itself', async () => {
  const queue = new RequestQueue(async () => undefined);
  const controller = new AbortController();
  const job = async () => {
    controller.abort();
    return 'done';
  };
  assert.equal(await queue.add(job, { signal: controller.signal }), 'done');
});
