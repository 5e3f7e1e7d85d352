import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyUnits, inOrder } from '../../../../src/features/classification/core/classifyUnits';
import { Canceled } from '../../../../src/protocol/errors';
import { bundledModel, testEngine } from '../../../engine/testEngine';

const { engine } = testEngine();
const request = { model: bundledModel, own: { labels: ['music', 'water'], template: '{text} It was about {label}.' } };
const words = 'The river was deep and the band played on until they went home to sleep'.split(' ');

/** Texts of many lengths, every tenth twice. */
function* units(count: number) {
  for (let order = 0; order < count; order++) {
    const unique = order % 10 === 9 ? order - 1 : order;
    yield { order, text: `${unique} ${words.slice(0, 1 + (unique % words.length)).join(' ')}.` };
  }
}

test('every unit gets its own scores, in order when that is wanted, and equal texts are asked for once', async () => {
  let asked = 0;
  const counting = {
    classify: (parameters: Parameters<typeof engine.classify>[0]) => {
      asked += parameters.texts.length;
      return engine.classify(parameters);
    },
  };
  const seen: number[] = [];
  for await (const { unit, scores, labels } of inOrder(classifyUnits(counting, request, units(700)))) {
    seen.push(unit.order);
    assert.deepEqual(labels, request.own.labels);
    if (unit.order % 100 !== 7) continue;
    const alone = await engine.classify({ ...request, texts: [{ text: unit.text }] });
    assert.ok(Math.abs(alone.texts[0]!.scores[0]! - scores.scores[0]!) < 1e-5, unit.text);
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 700 }, (_, i) => i),
  );
  assert.equal(asked, 630);
});

test('a paused run waits, and a canceled one keeps its results', async () => {
  const controller = new AbortController();
  let release = () => {};
  let waits = 0;
  const beforeNext = () => {
    waits++;
    return waits === 2 ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  };
  const done: string[] = [];
  const run = async () => {
    for await (const { results } of classifyUnits(engine, request, units(600), {
      signal: controller.signal,
      beforeNext,
    })) {
      done.push(...results.map(({ unit }) => unit.text));
    }
  };
  const running = run();
  while (waits < 2) await new Promise(setImmediate);
  const whenPaused = done.length;
  assert.ok(whenPaused > 0 && whenPaused < 600, `${whenPaused} before the pause`);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(done.length, whenPaused);
  controller.abort(new Canceled());
  release();
  await assert.rejects(running, Canceled);
  assert.equal(done.length, whenPaused);
});

test('the units are taken as they are needed, one window ahead', async () => {
  let taken = 0;
  function* endless() {
    for (;;) yield { text: `${taken++} days.` };
  }
  for await (const { results } of classifyUnits(engine, request, endless())) {
    assert.ok(results.length > 0);
    break;
  }
  assert.ok(taken <= 2 * 512, `${taken} were taken`);
});

test('a source that stalls is not waited for: what it gave is classified', async () => {
  const seen: string[] = [];
  async function* lines() {
    yield { text: 'One day.' };
    yield { text: 'They sang.' };
    // Ends only when the first two have their scores.
    while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    yield { text: 'Home.' };
  }
  for await (const { results } of classifyUnits(engine, request, lines())) {
    seen.push(...results.map(({ unit }) => unit.text));
  }
  assert.deepEqual(seen, ['They sang.', 'One day.', 'Home.']);
});
