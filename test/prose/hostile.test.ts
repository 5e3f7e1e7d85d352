import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

/** What is repeated until the text has 20,000 characters: words that backtrack, marks that never close, nesting without end. */
const repeated: Readonly<Record<string, readonly string[]>> = {
  markdown: [
    '[a](b',
    '[',
    '![',
    '*a ',
    '**a_ ',
    '`a ``',
    '<a ',
    '$a ',
    '> ',
    '- ',
    '| ',
    '\n    ',
    '&a',
    '{{',
    '<!--',
    '$$\n',
  ],
  latex: [
    '{',
    '}',
    '\\a{',
    '\\begin{a}',
    '\\end{a}',
    '\\[',
    '$',
    '\\verb',
    '[',
    '\\item[',
    '%',
    "\\'{",
    '\\begin{align}\n',
  ],
  restructuredtext: [
    'a',
    'a.',
    '-a, ',
    'A. ',
    '`',
    '``a',
    '*',
    '**a',
    '|a',
    ':a:`',
    '_',
    '[a',
    '.. a:: ',
    '+-',
    '::\n',
    '- ',
  ],
  asciidoc: ['[', '[[', '<<', '*', '**a', '`a', '#', 'a:', 'a:b[', '{a', '((', '|', '+', '\\', 'a::\n', '** '],
  plaintext: ['a', '. ', '- ', 'a.', '1. ', 'a@', 'http://', 'A. '],
};
const length = 20_000;
/** Seconds for all of them together, which take some: what backtracks takes longer than anybody waits. */
const limit = 300;

test('no text keeps a reader from coming to its end', () => {
  const documents = Object.entries(repeated).flatMap(([id, parts]) =>
    parts.map((part) => [id, part.repeat(length / part.length) + '!']),
  );
  const { stdout, signal, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, 'readTexts.ts')],
    {
      input: JSON.stringify(documents),
      encoding: 'utf8',
      timeout: limit * 1000,
    },
  );
  const read = stdout.split('\n').filter((line) => line !== '').length;
  assert.equal(signal, null, `${JSON.stringify(documents[read]?.[1]?.slice(0, 20))} is not read`);
  assert.equal(read, documents.length, stderr);
});
