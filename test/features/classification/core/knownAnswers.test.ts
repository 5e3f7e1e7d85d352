import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifiedTexts } from '../../../../src/features/classification/core/classifyUnits';
import { KnownAnswers } from '../../../../src/results/knownAnswers';
import type { ClassifiedText } from '../../../../src/features/classification/core/resultStore';
import { bundledModel, testEngine } from '../../../engine/testEngine';
import { readProse, unitsIn } from '../../../prose/readProse';

const { engine } = testEngine();
const request = { model: bundledModel, own: { labels: ['music', 'water'], template: '{text} It was about {label}.' } };

test('what is known is not computed again when one sentence of a document changes', async () => {
  const asked: string[] = [];
  const counting = {
    classify: (parameters: Parameters<typeof engine.classify>[0]) => {
      asked.push(...parameters.texts.map(({ text }) => text));
      return engine.classify(parameters);
    },
  };
  const known = new KnownAnswers(classifiedTexts(counting, request));
  let results: readonly ClassifiedText[] = [];
  /** Classifies the document as it is now, and returns what was computed for it. */
  const computed = async (sentences: readonly string[], isWanted: (text: string) => boolean = () => true) => {
    asked.length = 0;
    const units = await unitsIn(await readProse(sentences.join(' '), 'plaintext'), 'sentence');
    const answers = await known.complete(units, results, ({ text }) => isWanted(text));
    results = answers.texts;
    assert.equal(answers.asked, asked.length);
    return [...asked];
  };
  const before = Array.from({ length: 40 }, (_, i) => `They crossed the ${i} rivers.`);
  assert.deepEqual((await computed(before)).sort(), [...before].sort());
  const first = results;
  const after = before.with(7, 'The band played all night.');
  assert.deepEqual(await computed(after), ['The band played all night.']);
  assert.deepEqual(
    results.map(({ text }) => text),
    after,
  );
  assert.deepEqual(results[8]!.scores, first[8]!.scores);
  const [alone] = (await engine.classify({ ...request, texts: [{ text: after[7]! }] })).texts;
  assert.deepEqual(results[7]!.scores, alone!.scores);

  assert.deepEqual(await computed(before), [], 'taken back');
  assert.deepEqual(results, first);
  assert.deepEqual(await computed([...before].reverse()), [], 'moved');
  const more = ['It rained.', ...before, 'It snowed.'];
  assert.deepEqual(await computed(more, (text) => text !== 'It snowed.'), ['It rained.']);
  assert.equal(results.length, 41, 'what is not in sight has no result yet');
  assert.deepEqual(await computed(more), ['It snowed.']);
});

test('a document with more sentences than are remembered gets what is asked for, and what was taken back', async () => {
  const known = new KnownAnswers(classifiedTexts(engine, request));
  const unit = (text: string, start: number) => ({ text, start, end: start + 1, line: 1 });
  const first = { scores: [0.25, 0.75], truncated: false };
  const results = Array.from({ length: 21_000 }, (_, i) => ({ ...unit(`Sentence ${i}.`, i), ...first }));
  const changed = results.map(({ text, start }, i) => unit(i === 5 ? 'The band played all night.' : text, start));
  const after = await known.complete(changed, results, () => true);
  assert.equal(after.asked, 1);
  assert.equal(after.texts.length, 21_000);
  assert.notDeepEqual(after.texts[5]!.scores, first.scores);
  const before = await known.complete(results, after.texts, () => false);
  assert.deepEqual(before.texts, results);
});
