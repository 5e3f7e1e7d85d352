import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { EvaluationReport, TrainingReport } from '../../../../src/protocol/training';

const cli = path.join(__dirname, '../../../../dist/cli.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'cli-entities-'));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string, contents: string) => {
  writeFileSync(path.join(folder, name), contents);
  return path.join(folder, name);
};
const run = (...given: readonly string[]) => spawnSync(process.execPath, [cli, ...given], { encoding: 'utf8' });

const people = ['Anna', 'Bob', 'Clara', 'David', 'Emma', 'Frank'];
const places = ['London', 'Rome', 'Paris', 'Berlin'];
const sentences = people.flatMap((person) =>
  places.map((place) => `${person} B-PER\nlives O\nin O\n${place} B-LOC\n. O\n`),
);
const data = file('names.conll', sentences.join('\n'));
const held = file(
  'held.jsonl',
  places
    .map((place) => ({
      text: `Emma went to ${place}.`,
      entities: [{ start: 13, end: 13 + place.length, label: 'LOC' }],
    }))
    .map((line) => JSON.stringify(line))
    .join('\n'),
);
const out = path.join(folder, 'names');
const settings = ['--out', out, '--epochs', '6', '--batch', '4', '--learning-rate', '1e-3', '--threads', '1'];

describe('train and evaluate with tagged words', () => {
  test('a file in the form of CoNLL becomes a model that finds entities, with its report', () => {
    const { status, stdout, stderr } = run('train', 'bundled', '--data', data, ...settings);
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      /^5 examples, loss .*\nentity F1 1\.000 \(95 %: 1\.000 to 1\.000\), precision 1\.000, recall 1/,
    );
    assert.match(stdout, /\nmacro-F1 1\.000, accuracy of tags 1\.000\n {2}LOC {2}F1 1\.000 .*, 5 in the data\n/);
    assert.match(stdout, /: the model, from epoch \d of 6; at most \d+ MB of memory\.\n$/);
    const report = JSON.parse(readFileSync(path.join(out, 'training-report.json'), 'utf8')) as TrainingReport;
    assert.deepEqual(
      [report.problemType, report.labels, report.trainExamples],
      ['token_classification', ['LOC', 'PER'], 19],
    );
    const text = file('letter.txt', 'Clara lives in Rome .');
    const found = execFileSync(process.execPath, [cli, 'entities', out, text, '--format', 'json'], {
      encoding: 'utf8',
    });
    const { entities } = JSON.parse(found) as { entities: readonly { text: string; label: string }[] };
    assert.deepEqual(
      entities.map(({ text: name, label }) => [name, label]),
      [
        ['Clara', 'PER'],
        ['Rome', 'LOC'],
      ],
    );
  });

  test('it is measured on ranges, and shows what it gets wrong', () => {
    const { status, stdout, stderr } = run('evaluate', out, '--data', held, '--json');
    assert.equal(status, 0, stderr);
    const { evaluation, labels, mistakes } = JSON.parse(stdout) as EvaluationReport;
    assert.deepEqual([evaluation.examples, labels, evaluation.entities?.labels[0]?.support], [4, ['LOC', 'PER'], 4]);
    assert.ok(mistakes.some(({ error, predicted }) => error === 'spurious' && predicted === 'PER “Emma”'));
    assert.match(
      run('evaluate', out, '--data', held).stdout,
      /\n {2}\d\.\d\d PER “Emma”, should be no entity: Emma went/,
    );
  });

  test('what does not go together is said in a sentence', () => {
    const labeled = file('tone.csv', 'text,label\nGood.,warm\nBad.,cold\n');
    const message = (status: number, ...given: readonly string[]) => {
      const { status: actual, stderr } = run(...given);
      assert.equal(actual, status, stderr);
      return stderr;
    };
    assert.match(message(1, 'evaluate', out, '--data', labeled), /cannot classify texts, but it can label words/);
    assert.match(message(1, 'evaluate', 'bundled', '--data', data), /cannot label words/);
    assert.match(message(1, 'train', 'bundled', '--data', data, '--eval', labeled, ...settings), /different things/);
    assert.match(message(2, 'train', 'bundled', '--data', data, '--task', 'single', ...settings), /^--task is for/);
    const broken = file('broken.conll', 'Rome B-LOC\nis\n');
    assert.match(message(1, 'train', 'bundled', '--data', broken, ...settings), /Line 2 of .*broken\.conll/);
    const none = file('none.conll', 'It O\nrains O\n\nAll O\nday O\n\nNo O\nname O\n');
    assert.match(message(1, 'train', 'bundled', '--data', none, ...settings), /nothing to learn\. Tag some words/);
  });
});
