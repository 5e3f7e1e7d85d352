import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

/** The built program, as a user runs it: `npm test` builds it first. */
const program = path.join(__dirname, '../../dist/cli.js');
const reference = path.join(__dirname, '../fixtures/reference/v3-small-like/mlm');
const directory = mkdtempSync(path.join(os.tmpdir(), 'cli-'));
after(() => rmSync(directory, { recursive: true }));

function run(words: readonly string[]) {
  const cache = ['--cache', path.join(directory, 'cache')];
  return spawnSync(process.execPath, [program, ...words, ...cache], { input: '', encoding: 'utf8' });
}

const failures: readonly { name: string; words: string[]; status: number; message: RegExp }[] = [
  { name: 'no command', words: [], status: 2, message: /--help/ },
  { name: 'an unknown command', words: ['guess', 'bundled'], status: 2, message: /no command "guess"/ },
  { name: 'no model', words: ['fill-mask'], status: 2, message: /needs a model/ },
  { name: 'an unknown option', words: ['fill-mask', 'bundled', 'a', '--best', '3'], status: 2, message: /--best/ },
  {
    name: 'an option of another command',
    words: ['tokenize', 'bundled', 'a', '--top', '3'],
    status: 2,
    message: /--top/,
  },
  { name: 'a name that objects have', words: ['constructor', 'bundled'], status: 2, message: /no command/ },
  {
    name: 'half a candidate',
    words: ['fill-mask', 'bundled', 'a', '--top', '2.5'],
    status: 2,
    message: /whole number/,
  },
  {
    name: 'a template for nothing',
    words: ['classify', 'bundled', '--text', 'a', '--template', 'x'],
    status: 2,
    message: /--labels/,
  },
  {
    name: 'a task that there is not',
    words: ['evaluate-lm', 'bundled', '--task', 'glue', '--data', 'x'],
    status: 2,
    message: /masked, lambada, blimp, swords, wikitext/,
  },
  {
    name: 'a task without data',
    words: ['evaluate-lm', 'bundled', '--task', 'blimp', '--data', path.join(directory, 'nowhere')],
    status: 1,
    message: /cannot be read/,
  },
  {
    name: 'a number out of range',
    words: ['fill-mask', 'bundled', 'a', '--top', '0'],
    status: 2,
    message: /1 to 1000/,
  },
  { name: 'a folder that is nothing', words: ['models', 'list', '--store', ''], status: 2, message: /needs --store/ },
  { name: 'a number that is nothing', words: ['fill-mask', 'bundled', 'a', '--top', ' '], status: 2, message: /--top/ },
  {
    name: 'a folder without a model',
    words: ['fill-mask', directory, '[MASK]'],
    status: 1,
    message: /holds no model/,
  },
  { name: 'a text without a mask', words: ['fill-mask', 'bundled', 'no mask'], status: 1, message: /no \[MASK\]/ },
  {
    name: 'a model without the head',
    words: ['odd-words', 'bundled', 'a'],
    status: 1,
    message: /masked language model: it cannot find odd words/,
  },
  {
    name: 'a page in place of tensors',
    words: ['forward', reference, '--head', 'mlm', '--inputs', path.join(directory, 'page'), '--out', directory],
    status: 1,
    message: /page/,
  },
];
writeFileSync(path.join(directory, 'page'), '<!DOCTYPE html><html></html>');

for (const { name, words, status, message } of failures) {
  test(`fails in a sentence: ${name}`, () => {
    const result = run(words);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, message);
    assert.equal(result.stdout, '');
    if (status === 1) assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
  });
}
