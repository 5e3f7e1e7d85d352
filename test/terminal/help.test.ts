import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(__dirname, '../..');

/** The built program, as a user runs it: `npm test` builds it first. */
function run(...words: string[]) {
  return spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), ...words], { encoding: 'utf8' });
}

function help(...words: string[]): string {
  const { status, stdout, stderr } = run(...words, '--help');
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

const matches = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];
const optionsIn = (text: string) => matches(text, /--([\w-]+)/g).sort();

const documentation = readFileSync(path.join(root, 'docs/command-line.md'), 'utf8');
const list = help();
const commands = matches(list.split('\n\n')[1]!, /^ {2}([\w-]+)/gm);
/** Command → its part of the list in docs/command-line.md: a line, and those below it that are indented. */
const documented = new Map(
  documentation
    .split('```')[1]!
    .trim()
    .split(/\n(?=\S)/)
    .map((part) => [/^[\w-]+/.exec(part)?.[0], part]),
);

test('every command says what it takes and how to call it, and docs/command-line.md has the same options', () => {
  assert.deepEqual([...documented.keys()].sort(), [...commands].sort());
  const common = optionsIn(list.split('All commands take:')[1]!);
  for (const option of common) if (option !== 'help') assert.ok(documentation.includes(`\`--${option}`), option);
  for (const command of commands) {
    const text = help(command);
    assert.match(text, new RegExp(`^Usage: deberta ${command} [^]*\n\nExample:\n  deberta ${command} `));
    const [own = '', every = ''] = text.split('Options of every command:');
    assert.deepEqual(optionsIn(every.split('\n\n')[0]!), common, command);
    assert.deepEqual(matches(own, /^ {2}--([\w-]+)/gm).sort(), optionsIn(documented.get(command) ?? ''), command);
  }
});

test('a command line that is not understood is answered with where help is', () => {
  for (const [words, message] of [
    [['classify', 'bundled', '--epochs', '2'], 'classify takes no --epochs.\ndeberta classify --help says how.\n'],
    [['clasify', '--help'], 'There is no command "clasify".\ndeberta --help lists all commands.\n'],
    [[], 'Name a command.\ndeberta --help lists all commands.\n'],
  ] as const) {
    const { status, stdout, stderr } = run(...words);
    assert.deepEqual([status, stdout, stderr], [2, '', message]);
  }
});
