import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyUnits } from '../../src/features/classification/core/classifyUnits';
import { sourceUnits } from '../../src/prose/sourceUnits';
import { bundledModel, testEngine } from '../engine/testEngine';
import { readProse } from './readProse';

const { engine } = testEngine();
const request = { model: bundledModel, own: { labels: ['music', 'water'], template: '{text} It was about {label}.' } };
const sources = Array.from({ length: 5000 }, (_, i) => ({ name: `note ${i}` }));

test('thousands of files are read as they are classified, two windows ahead at most, and not while a run is paused', async () => {
  const read: string[] = [];
  let release: (() => void) | undefined;
  let paused: Promise<void> | undefined;
  const beforeNext = () => paused ?? Promise.resolve();
  const units = sourceUnits(sources, 'sentence', {
    beforeNext,
    read: ({ name }) => {
      read.push(name);
      return readProse(`This is ${name}. It is about the sea.`, 'plaintext');
    },
  });
  let done = 0;
  const run = async () => {
    for await (const { results } of classifyUnits(engine, request, units, { beforeNext })) {
      done += results.length;
      assert.ok(2 * read.length - done <= 2 * 512 + 2, `${read.length} files read, ${done} sentences done`);
      if (done > 1500) paused ??= new Promise((resolve) => (release = resolve));
      if (done > 3000) break;
    }
  };
  const running = run();
  while (release === undefined) await new Promise(setImmediate);
  const whenPaused = read.length;
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(read.length, whenPaused);
  release();
  await running;
  assert.ok(done > 3000 && read.length < 2000, `${read.length} files read`);
});

test('documents that have no text are told of and left out', async () => {
  const skipped: string[] = [];
  const units = sourceUnits(
    [{ name: 'a' }, { name: 'picture' }, { name: 'b', range: { start: 0, end: 4 } }],
    'sentence',
    {
      read: ({ name }) =>
        name === 'picture' ? Promise.resolve('no text') : readProse('One day. They sang.', 'plaintext'),
      skipped: ({ name }, why) => skipped.push(`${name}: ${why}`),
    },
  );
  const found: string[] = [];
  for await (const { text, source } of units) found.push(`${source.name}: ${text}`);
  assert.deepEqual(found, ['a: One day.', 'a: They sang.', 'b: One day.']);
  assert.deepEqual(skipped, ['picture: no text']);
});
