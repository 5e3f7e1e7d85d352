import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeRows } from '../../../../src/features/models/vscode/activeRows';
import { catalogRows } from '../../../../src/features/models/vscode/catalogRows';
import { localRows, type LocalModels } from '../../../../src/features/models/vscode/installedRows';
import { catalog, hasStandIn, type ModelTask } from '../../../../src/hub/catalog';
import type { ModelLock } from '../../../../src/hub/store/modelLock';
import type { InstalledModel } from '../../../../src/hub/store/modelStore';

function model(id: string, lock: Partial<ModelLock> = {}, intact = true): InstalledModel {
  const files = [{ path: 'config.json', size: 700, sha256: '0'.repeat(64) }];
  const facts = { format: 1, id, repository: id, source: 'hub', date: '2026-01-02T03:04:05.000Z' } as const;
  return { id, folder: `/store/${id}`, size: 700, intact, lock: { ...facts, files, abilities: ['mlm'], ...lock } };
}

const nothing: LocalModels = { installed: [], unfinished: [], activities: [], usedFor: () => [] };
const shown = (models: Partial<LocalModels>) =>
  localRows({ ...nothing, ...models }).map(({ label, description, icon, context }) => [
    label,
    description,
    icon,
    context,
  ]);

test('a model on this machine shows size, precision, tasks, and whether it is used or damaged', () => {
  const comparisons = { int8: { answers: 120, agreement: 0.97, meanDivergence: 0.002 } };
  const installed = [
    model('a/words', { comparisons }),
    model('b/odd', { abilities: ['rtd'], source: 'import' }),
    model('c/none', { abilities: [] }, false),
  ];
  assert.deepEqual(shown({ installed, usedFor: (id) => (id === 'a/words' ? ['fill-mask'] : []) }), [
    ['words', '700 bytes · int8 · fill-mask', 'pass-filled', 'model hub intact'],
    ['odd', '700 bytes · fp32 · odd words', 'package', 'model import intact'],
    ['none', 'damaged · 700 bytes · fp32 · attention only', 'warning', 'model hub damaged'],
  ]);
});

test('weights that came as a program are said to be converted, not run', () => {
  const weights = (weightsFormat: ModelLock['weightsFormat']) => {
    const [row] = localRows({ ...nothing, installed: [model('a/words', { weightsFormat })] });
    return row?.children?.find(({ label }) => label === 'Weights')?.description;
  };
  assert.match(weights('pytorch') ?? '', /PyTorch pickle, read without running anything/);
  assert.equal(weights('safetensors'), 'safetensors');
  assert.equal(weights(undefined), 'unknown');
});

test('a model without a head for a task is called what it is, and notes on it are shown', () => {
  const lock = { abilities: [], kind: 'a model for question answering', notes: ['Not used: layer 3.'] };
  const [row] = localRows({ ...nothing, installed: [model('a/answers', lock)] });
  const facts = Object.fromEntries(row?.children?.map(({ label, description }) => [label, description]) ?? []);
  assert.equal(facts['Can do'], 'a model for question answering: attention only');
  assert.equal(facts.Note, 'Not used: layer 3.');
});

test('a model of a name that two owners use is called by its whole id', () => {
  const labels = shown({ installed: [model('a/x'), model('b/x'), model('b/y')] }).map(([label]) => label);
  assert.deepEqual(labels, ['a/x', 'b/x', 'y']);
});

test('what is going on comes first, what was interrupted can resume, and neither is listed twice', () => {
  const part = { folder: '/store/part', kind: 'download' } as const;
  const unfinished = [
    { ...part, id: 'a/half', size: 500, plan: { revision: 'v2', total: 1000 } },
    { ...part, id: 'a/coming', size: 10 },
  ];
  const activities = [
    { id: 'a/coming', kind: 'download', text: '3 % of 1 kB' },
    { id: 'a/whole', kind: 'check', text: '' },
  ] as const;
  const models = { installed: [model('a/whole')], unfinished, activities };
  assert.deepEqual(shown(models), [
    ['coming', '3 % of 1 kB', 'loading~spin', 'busy'],
    ['half', 'interrupted at 50 %', 'debug-pause', 'unfinished download'],
    ['whole', 'checking', 'loading~spin', 'model hub intact busy'],
  ]);
  assert.equal(localRows({ ...nothing, ...models })[1]?.revision, 'v2');
});

test('a task shows its model, and what is wrong with it', () => {
  const set: Partial<Record<ModelTask, string>> = { 'fill-mask': 'b/odd', classification: 'no/model' };
  const chosen = {
    choice: (task: ModelTask) => ({
      value: set[task] ?? (hasStandIn(task) ? (set['fill-mask'] ?? '') : ''),
      isOwn: task in set || !hasStandIn(task),
    }),
    name: (task: ModelTask) => set[task] ?? (hasStandIn(task) ? (set['fill-mask'] ?? 'bundled') : 'none'),
    precision: 'auto' as const,
  };
  const rows = () => activeRows(chosen, [model('b/odd', { abilities: ['rtd'] })]);
  assert.deepEqual(
    rows().map(({ label, description, icon }) => [label, description, icon]),
    [
      ['Fill-mask', 'b/odd · cannot do this', 'warning'],
      ['Odd words', 'as fill-mask', 'question'],
      ['Classification', 'no/model · not downloaded', 'warning'],
      ['Entities', 'none', 'symbol-key'],
      ['Answers to questions', 'none', 'comment-discussion'],
      ['Ranking of passages', 'none', 'sort-precedence'],
      ['Source check', 'none', 'law'],
    ],
  );
  const problem = rows()[0]?.tooltip?.find(([name]) => name === 'Problem');
  assert.match(problem?.[1] ?? '', /b\/odd .*cannot fill masks.*Use microsoft\/deberta-base instead/);
});

test('the bundled model shows its precision and measurements like any other', () => {
  const chosen = {
    choice: (task: ModelTask) => ({ value: '', isOwn: task === 'fill-mask' }),
    name: () => 'bundled',
    precision: 'auto' as const,
  };
  const comparisons = { int8: { answers: 120, agreement: 0.958, meanDivergence: 0.0048 } };
  const { lock } = model('deberta/bundled', { comparisons });
  const rowOf = (bundled: ModelLock | undefined) => {
    const [row] = activeRows(chosen, [], bundled);
    return [row?.description, row?.tooltip?.find(([name]) => name === 'Measured')?.[1]];
  };
  assert.deepEqual(rowOf(lock), ['bundled · int8', 'int8 95.8 % as fp32, 0.0048 nats']);
  assert.deepEqual(rowOf({ ...lock, precision: 'fp32' }), ['bundled · fp32', 'int8 95.8 % as fp32, 0.0048 nats']);
  assert.deepEqual(rowOf(undefined), ['bundled · fp32', undefined]);
});

test('the catalog is listed by task, each entry once, with what is here marked', () => {
  const here = 'microsoft/deberta-base';
  const headings = catalogRows(new Set([here]), new Set());
  const entries = headings.flatMap(({ children }) => children ?? []);
  assert.deepEqual(entries.map((row) => row.model).sort(), catalog.map(({ id }) => id).sort());
  for (const { model: id, context } of entries) assert.equal(context, id === here ? 'offer here' : 'offer new');
});
