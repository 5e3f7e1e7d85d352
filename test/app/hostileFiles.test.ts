import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { bound } from '../../scripts/lib/bounds';

/** The built program, as a user runs it: `npm test` builds it first. */
const program = path.join(__dirname, '../../dist/cli.js');
const bundled = path.join(__dirname, '../../models/bundled');
const folder = mkdtempSync(path.join(os.tmpdir(), 'hostile-files-'));
after(() => rmSync(folder, { recursive: true }));
const place = (name: string) => path.join(folder, name);

function run(words: readonly string[], input?: string) {
  const cache = ['--cache', place('cache')];
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  return spawnSync(process.execPath, [program, ...words, ...cache], {
    encoding: 'utf8',
    stdio: [stdin, 'pipe', 'pipe'],
    // A file that is read for ever fails the test instead of stopping it.
    timeout: bound(60_000),
  });
}

/** What is read from a file, by the words that name it. */
const readers: Readonly<Record<string, (file: string) => string[]>> = {
  prose: (file) => ['prose', file],
  suggest: (file) => ['suggest', 'bundled', file, '--offset', '0'],
  classify: (file) => ['classify', 'bundled', '--labels', 'a,b', file],
  'classify by lines': (file) => ['classify', 'bundled', '--labels', 'a,b', '--unit', 'line', file],
  adapt: (file) => ['adapt', 'bundled', file, '--out', place('adapted')],
  train: (file) => ['train', 'bundled', '--data', file, '--out', place('trained')],
  'train with other texts to measure': (file) => [
    'train',
    'bundled',
    '--data',
    place('a.csv'),
    '--eval',
    file,
    '--out',
    place('trained'),
  ],
  evaluate: (file) => ['evaluate', 'bundled', '--data', file],
  'evaluate-lm': (file) => ['evaluate-lm', 'bundled', '--task', 'masked', '--data', file],
  'a model': (file) => ['tokenize', file, 'a'],
};
writeFileSync(place('a.csv'), 'text,label\na,b\n');

describe('one sentence, in bounded time', { skip: process.platform === 'win32' }, () => {
  execFileSync('mkfifo', [place('pipe.csv')]);
  writeFileSync(place('sparse.csv'), '');
  truncateSync(place('sparse.csv'), 3e9);

  for (const [name, words] of Object.entries(readers)) {
    for (const [kind, file, expected] of [
      ['a device without end', '/dev/zero', /\bis (a pipe or a device, )?not a file/],
      ['a pipe that nobody writes to', place('pipe.csv'), /\bis (a pipe or a device, )?not a file/],
      [
        'three gigabytes of nothing',
        place('sparse.csv'),
        /larger than \d+ MB|more than 1,000,000 characters|config.json" does not exist/,
      ],
    ] as const) {
      test(`${name}: ${kind}`, () => {
        const { status, stdout, stderr } = run(words(file));
        assert.deepEqual([status, stdout], [1, ''], stderr);
        assert.match(stderr, expected);
        assert.equal(stderr.trim().split('\n').length, 1, stderr);
        assert.doesNotMatch(stderr, /Unexpected error/);
      });
    }
  }

  test('standard input without end, and without a line end', () => {
    for (const command of ['tokenize', 'fill-mask', 'odd-words']) {
      const { status, stderr } = run([command, 'bundled'], '/dev/zero');
      assert.equal(status, 1, stderr);
      assert.match(stderr, /^Line 1 of standard input has more than 1,000,000 characters\. .*\n$/);
    }
  });

  test('a shell hands a pipe over that has a writer: it is read', () => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `"$0" "$1" prose <(echo Hello there)`, process.execPath, program],
      { encoding: 'utf8', timeout: bound(60_000) },
    );
    assert.deepEqual([status, stdout], [0, 'paragraph:\n  Hello there\n'], stderr);
  });

  for (const name of ['config.json', 'model.safetensors', 'spm.model', 'tokenizer_config.json']) {
    test(`a pipe in the place of a model's ${name}`, () => {
      const model = place(`with-${name}`);
      cpSync(bundled, model, { recursive: true });
      rmSync(path.join(model, name));
      execFileSync('mkfifo', [path.join(model, name)]);
      const { status, stderr } = run(['tokenize', model, 'a']);
      assert.equal(status, 1, stderr);
      assert.ok(stderr.includes(path.join(model, name)), stderr);
      assert.match(stderr, /not a file/);
    });
  }
});

describe('malformed labeled texts', () => {
  const failures: readonly { name: string; file: string; contents: () => string; reason: RegExp }[] = [
    {
      name: '60,000 different labels',
      file: 'ids.csv',
      contents: () => `text,label\n${Array.from({ length: 60_000 }, (_, i) => `text ${i},id ${i}x`).join('\n')}`,
      reason: /have 60,000 different labels .* at most 1,000\. .*“text” and “label”/,
    },
    {
      name: 'a line of 50 MB',
      file: 'line.jsonl',
      contents: () => JSON.stringify({ text: 'word '.repeat(1e7), label: 'a' }),
      reason: /Line 1 of ".*" has more than 1,000,000 characters/,
    },
    { name: 'no texts at all', file: 'empty.jsonl', contents: () => '\n', reason: /holds no labeled texts/ },
  ];
  for (const { name, file, contents, reason } of failures) {
    test(name, () => {
      writeFileSync(place(file), contents());
      const { status, stderr } = run(['train', 'bundled', '--data', place(file), '--out', place('trained')]);
      assert.equal(status, 1, stderr);
      assert.match(stderr, reason);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    });
  }
});
