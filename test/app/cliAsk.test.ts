import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { readerCheckpoint, rerankerCheckpoint } from '../engine/answers/askCheckpoints';
import { commandLine, objects } from './commandLine';

interface Row {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
  readonly foundBy: string;
  readonly passage: { readonly line: number; readonly start: number; readonly end: number; readonly text: string };
}

const { directory, run, file } = commandLine('cli-ask');
const folder = path.join(directory, 'notes');
const plan = '# Plan\n\nThe *report* is due in **June** of that year.\n';
const asked = ['ask', folder, '--question', 'When is the report due?'];
let reader: string;
let reranker: string;

before(async () => {
  for (const one of ['', '/deep', '/.hidden', '/node_modules']) mkdirSync(folder + one);
  writeFileSync(`${folder}/plan.md`, plan);
  writeFileSync(`${folder}/deep/other.tex`, 'The \\emph{report} is certainly long.\n');
  writeFileSync(`${folder}/.hidden/due.md`, 'The report is due in May.\n');
  writeFileSync(`${folder}/node_modules/due.md`, 'The report is due in May.\n');
  writeFileSync(`${folder}/code.ts`, '// The report is due in May.\n');
  writeFileSync(`${folder}/picture.md`, 'The report is due\0.\n');
  writeFileSync(`${folder}/large.txt`, Buffer.alloc(16_000_001, 'report '));
  reader = await readerCheckpoint(path.join(directory, 'reader'));
  reranker = await rerankerCheckpoint(path.join(directory, 'reranker'));
});

test('without a model, the passages of a folder by their words, and what was not read is said', () => {
  const { status, stdout, stderr } = run([...asked, '--json']);
  assert.equal(status, 0, stderr);
  const rows = objects<Row>(stdout);
  assert.deepEqual(
    rows.map((row) => [path.relative(folder, row.file), row.line, row.foundBy, row.text]),
    [
      ['plan.md', 1, 'words', 'Plan The report is due in June of that year.'],
      [path.join('deep', 'other.tex'), 1, 'words', 'The report is certainly long.'],
    ],
  );
  assert.match(stderr, /Skipped: "\S*large.txt" is larger than 16 MB/);
  assert.match(stderr, /Skipped: \S*picture.md is not text/);
  assert.match(
    stderr,
    /These passages share most words with the question. --reader MODEL finds the answers in them.\n$/,
  );
});

test('a reader’s answers have their places in files, and a reranker its order', () => {
  const [answer, ...more] = objects<Row>(run([...asked, '--reader', reader, '--reranker', reranker, '--json']).stdout);
  assert.deepEqual([answer!.text, answer!.line, answer!.foundBy, more], ['June', 3, 'reader', []]);
  assert.equal(plan.slice(answer!.start, answer!.end), 'June');
  assert.equal(answer!.passage.text, 'Plan The report is due in June of that year.');
  const { stdout } = run([...asked, '--reader', reader]);
  assert.equal(stdout, `${answer!.score.toFixed(3)}  ${folder}/plan.md:3: June\n`);
  const [first] = objects<Row>(run([...asked, '--reranker', reranker, '--top', '1', '--json']).stdout);
  assert.deepEqual([path.basename(first!.file), first!.foundBy], ['other.tex', 'reranker']);
});

test('what finds nothing, or is not right, is said', () => {
  const note = file('note.md', 'The report is long.\n');
  const without = run(['ask', note, '--question', 'Is it long?', '--reader', reader]);
  assert.match(without.stdout, /note.md:1: The report is long\.\n$/);
  assert.equal(without.stderr, 'No answer was found. These passages come nearest.\n');
  const nothing = run(['ask', note, '--question', '…?']);
  assert.deepEqual([nothing.status, nothing.stdout], [0, '']);
  assert.equal(nothing.stderr, 'No passage shares a word with the question.\n');
  assert.match(run(['ask', '--question', 'Who?']).stderr, /ask needs a file or a folder/);
  assert.match(run(['ask', 'no-such-folder', '--question', 'Who?']).stderr, /“no-such-folder” does not exist/);
  assert.match(
    run([...asked, '--reader', 'bundled']).stderr,
    /cannot find answers .* Use a model for question answering/,
  );
});
