import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../src/base/gather';

const limits = { items: 2, size: 100, sizeOf: (text: string) => text.length };

test('what came before a source failed is passed on, and then the failure', async () => {
  async function* failing(): AsyncGenerator<string> {
    yield* ['a', 'b', 'c'];
    await Promise.resolve();
    throw new Error('line 4');
  }
  const groups: string[][] = [];
  const read = async () => {
    for await (const group of gather(failing(), limits)) groups.push(group);
  };
  await assert.rejects(read(), /line 4/);
  assert.deepEqual(groups, [['a', 'b'], ['c']]);
});
