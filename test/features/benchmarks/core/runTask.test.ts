import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MaskedRow } from '../../../../src/protocol/engineApi';
import { RequestError } from '../../../../src/protocol/errors';
import { detokenize, runTask, tasks, type TaskName } from '../../../../src/features/benchmarks/core/runTask';
import { toyVocabulary } from './toyVocabulary';

/** Runs a task with words as tokens. `likelihood` scores a word; the likeliest words come first. */
async function run(
  name: TaskName,
  text: string,
  likelihood: Readonly<Record<string, number>>,
  limit = 100,
  length = 128,
) {
  const vocabulary = toyVocabulary();
  const rows: MaskedRow[] = [];
  const wordOf = (id: number) => [...vocabulary.ids].find(([, other]) => other === id)?.[0] ?? '';
  const scorer = {
    score: (asked: readonly MaskedRow[], topK: number) => {
      rows.push(...asked);
      const best = [...vocabulary.ids]
        .sort(([a], [b]) => (likelihood[b] ?? 0) - (likelihood[a] ?? 0))
        .slice(0, topK)
        .map(([, id]) => id);
      const targets = (ids: readonly number[]) => ids.map((id) => Math.log(likelihood[wordOf(id)] ?? 0.001));
      return Promise.resolve(
        asked.map(({ masks }) => masks.map(({ targetIds }) => ({ targets: targets(targetIds), best }))),
      );
    },
  };
  const { mean } = await runTask(name, { scorer, vocabulary }, [{ name: 'file', text }], { limit, length });
  return { mean, rows, words: (row: number) => rows[row]!.ids.map(wordOf) };
}

const close = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual} for ${expected}`);

test('masked: every seventh token, another one in each row', async () => {
  const text = 'a b c d e f g h i j k l m n\n\na b c d e f g\n';
  const { mean, rows } = await run('masked', text, { d: 0.5, k: 0.25, b: 0.125 });
  assert.deepEqual(
    rows.map(({ masks }) => masks.map(({ position }) => position)),
    [[4, 11], [2]],
  );
  close(mean.masks, 3);
  close(mean.top1, 1 / 3);
  close(mean.top5, 1);
  close(mean.loss, (Math.log(2) + Math.log(4) + Math.log(8)) / 3);
});

test('of more lines than the limit, those spread evenly over the file count', async () => {
  const { words, rows } = await run('masked', 'a\nb\nc\nd\ne\n', {}, 2);
  assert.deepEqual([words(0)[1], words(1)[1], rows.length], ['a', 'c', 2]);
});

test('masked: long paragraphs are cut, and no more than the limit is read', async () => {
  const { rows } = await run('masked', 'a b c d e f g h i j k l m n\nx\ny\n', {}, 2, 9);
  assert.equal(rows.length, 2);
  assert.equal(rows[0]!.ids.length, 9);
  assert.equal(rows[0]!.ids.at(-1), 1);
});

test('lambada: the last word, with as much of the passage before it as fits', async () => {
  const { mean, rows, words } = await run(
    'lambada',
    'one two three four five six seven eight nine',
    { nine: 0.5 },
    9,
    8,
  );
  assert.deepEqual(words(0), ['', 'five', 'six', 'seven', 'eight', 'nine', '.', '']);
  assert.deepEqual(
    rows[0]!.masks.map(({ position }) => position),
    [5],
  );
  close(mean.top1, 1);
  close(mean.inVocabulary, 1);
});

test('blimp: each token masked in turn, and the likelier sentence', async () => {
  const pair = (good: string, bad: string) => JSON.stringify({ sentence_good: good, sentence_bad: bad });
  const text = [pair('they run', 'they runs'), pair('he run', 'he runs'), pair('he sleeps', 'he sleeps')].join('\n');
  const { mean, rows } = await run('blimp', text, { run: 0.5, runs: 0.25 });
  assert.equal(rows.length, 12);
  assert.deepEqual(
    rows.slice(0, 2).map(({ masks }) => masks[0]!.position),
    [1, 2],
  );
  close(mean.accuracy, 2 / 3);
});

const swords = {
  contexts: { c: { context: 'we think so' } },
  targets: { t: { context_id: 'c', target: 'think', offset: 3 }, none: { context_id: 'c', target: 'so', offset: 9 } },
  substitutes: {
    s1: { target_id: 't', substitute: 'believe' },
    s2: { target_id: 't', substitute: 'reckon up' },
    s3: { target_id: 't', substitute: 'eat' },
    s4: { target_id: 'none', substitute: 'well' },
  },
  substitute_labels: { s1: ['TRUE', 'FALSE'], s2: ['TRUE', 'TRUE_IMPLICIT'], s3: ['FALSE', 'FALSE'], s4: ['FALSE'] },
};

test('swords: substitutes in place of the word, ranked by the mean of their pieces', async () => {
  const likelihood = { eat: 0.3, reckon: 0.2, up: 0.2, believe: 0.1 };
  const { mean, rows, words } = await run('swords', JSON.stringify(swords), likelihood);
  assert.deepEqual(words(1), ['', 'we', 'reckon', 'up', 'so', '']);
  assert.deepEqual(
    rows[1]!.masks.map(({ position }) => position),
    [2, 3],
  );
  close(mean.words, 1);
  // Ranking eat 0, reckon up 1, believe 0.5.
  close(mean.gap, (1 / 2 + 1.5 / 3) / (1 + 1.5 / 2));
  close(mean.precisionAt1, 0);
  close(mean.precisionAt3, 2 / 3);
});

test('wikitext: no headings, and unknown words are masked but not asked for', async () => {
  const text = ' = A title = \n\n a b <unk> c d e f g \n';
  const { mean, rows, words } = await run('wikitext', text, {});
  assert.equal(rows.length, 1);
  assert.deepEqual(words(0), ['', 'a', 'b', '', 'c', 'd', 'e', 'f', 'g', '']);
  assert.deepEqual(rows[0]!.masks, [
    { position: 3, targetIds: [] },
    { position: 4, targetIds: [rows[0]!.ids[4]!] },
  ]);
  close(mean.masks, 1);
});

test('tokenized text is read as people write it', () => {
  assert.equal(detokenize(' It is 0 @.@ 7 m ( 1 @,@ 000 ft ) , he said . '), 'It is 0.7 m (1,000 ft), he said.');
  assert.equal(detokenize("`` i do n't know , '' she 's saying"), '"i don\'t know," she\'s saying');
  assert.equal(detokenize('the " cutter " , which'), 'the "cutter", which');
});

const without = (...names: string[]) =>
  JSON.stringify({ ...swords, ...Object.fromEntries(names.map((name) => [name, 7])) });
const hostile: readonly { task: TaskName; text: string; reason: RegExp }[] = [
  ...(Object.keys(tasks) as TaskName[]).map((task) => ({ task, text: '\n \n', reason: /“file”/ })),
  { task: 'wikitext', text: ' = Only a title = \n', reason: /no line/ },
  { task: 'blimp', text: '{"sentence_good": "a"', reason: /line 1 is not JSON/ },
  {
    task: 'blimp',
    text: '{"sentence_good": "a", "sentence_bad": "b"}\n{"sentence_good": "a"}',
    reason: /line 2 needs/,
  },
  { task: 'blimp', text: 'null', reason: /not a JSON object/ },
  { task: 'swords', text: '[1, 2]', reason: /the file is not an object/ },
  { task: 'swords', text: without('contexts'), reason: /contexts is not an object/ },
  { task: 'swords', text: without('substitute_labels'), reason: /substitute_labels is not an object/ },
  {
    task: 'swords',
    text: JSON.stringify({ ...swords, targets: { t: { context_id: 'c', target: 'think', offset: 4 } } }),
    reason: /is not at its offset/,
  },
  {
    task: 'swords',
    text: JSON.stringify({ ...swords, targets: { t: { context_id: '__proto__' } } }),
    reason: /at its offset|not an object/,
  },
];

for (const { task, text, reason } of hostile) {
  test(`refused as ${task}: ${JSON.stringify(text).slice(0, 40)}`, async () => {
    await assert.rejects(run(task, text, {}), (error) => {
      assert.ok(error instanceof RequestError, String(error));
      assert.match(error.message, reason);
      return true;
    });
  });
}
