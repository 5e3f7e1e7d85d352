import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from '../../src/base/serialize';

const begin = '=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻−';
const attacks = [
  '=cmd|" /C calc"!A0',
  '@SUM(1)',
  '-2+3+cmd',
  '＝1+1',
  '\t=1',
  '\r=1',
  '\n=1',
  '"=1"',
  'a;=1',
  'a\n=1',
  'a\t@x',
  'a|+x',
  '\r-1\t=',
];
const cell = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string(),
  fc.string({ unit: fc.constantFrom(...begin, ...'a1 ;|,"\t\r\n\u200b') }),
);
const numbers = [-2.5, '-2', '+1.5e-7', '.5', 3];

/** The cells of a table, read with a separator; lines may have any number of cells and quotation marks anywhere. */
const read = (table: string, delimiter: string) =>
  parse(table, { delimiter, relax_quotes: true, relax_column_count: true, skip_records_with_error: true }).flat();

test('no cell of a table is a formula, whatever the separator it is read with', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
      for (const delimiter of [',', ';', '\t', '|'])
        for (const one of read(csvLine(['file', ...cells]), delimiter)) {
          const isNumber = /^\s*[-+]?[\d.]+(e[-+]?\d+)?[\p{L}\p{M}\p{N}\s.,:?%°’"]*$/iu.test(one);
          assert.ok(
            isNumber || !begin.includes(one.replace(/^["\s\u200b]*/, '')[0] ?? ' '),
            JSON.stringify([delimiter, one, cells]),
          );
        }
    }),
    { numRuns: 500 },
  );
});

test('numbers stay numbers, and texts stay texts except for an apostrophe before formulas and control characters', () => {
  assert.deepEqual(read(csvLine(numbers), ','), ['-2.5', '-2', '+1.5e-7', '.5', '3']);
  const texts = [
    'plain',
    'a, "b"',
    'line\nbreak',
    "O'Neil",
    'well-known',
    '5 - 3 = 2',
    'a; -5;',
    'Łódź 漢字 👩\u200d🚀',
  ];
  assert.deepEqual(read(csvLine(texts), ','), texts);
  assert.deepEqual(read(csvLine(['- item', '@name', '\u001b[31m']), ','), ["'- item", "'@name", '\\u001b[31m']);
});
