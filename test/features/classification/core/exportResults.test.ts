import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportResults } from '../../../../src/features/classification/core/exportResults';

const table = {
  model: 'bundled',
  method: 'cloze',
  problemType: 'single_label_classification',
  labels: ['good', 'bad, or so'],
  threshold: 0.6,
} as const;
const rows = [
  { file: 'a.md', line: 3, start: 10, end: 20, text: 'He said "no",\nand | left.', scores: [0.75, 0.25] },
  { file: 'a.md', line: 4, start: 21, end: 25, text: '=SUM(1)', scores: [0.5, 0.5] },
  { file: 'b|c.md', line: 1, start: 0, end: 3, text: '-5 degrees', scores: [1 / 3, 2 / 3] },
];

const exported = (format: 'csv' | 'json' | 'markdown') => [...exportResults(format, table, rows)].join('');
const row = { file: '', line: 1, start: 0, end: 4, text: 'Text', scores: [0.75, 0.25] };

test('CSV: quoted as RFC 4180 says, and no cell is a formula', () => {
  assert.equal(
    exported('csv'),
    [
      'file,line,start,end,label,method,text,good,"bad, or so"',
      'a.md,3,10,20,good,rough guess by word probability,"He said ""no"",\nand | left.",0.75,0.25',
      "a.md,4,21,25,none of these,rough guess by word probability,'=SUM(1),0.5,0.5",
      'b|c.md,1,0,3,"bad, or so",rough guess by word probability,-5 degrees,0.333333,0.666667',
      '',
    ].join('\r\n'),
  );
});

test('JSON: one document with what the results have in common', () => {
  const { results, note, ...head } = JSON.parse(exported('json')) as { results: unknown[]; note: string };
  assert.match(note, /^Rough guess: /);
  assert.deepEqual(head, table);
  assert.deepEqual(results[1], {
    ...{ file: 'a.md', line: 4, start: 21, end: 25, text: '=SUM(1)' },
    ...{ labels: [], scores: { good: 0.5, 'bad, or so': 0.5 } },
  });
});

test('Markdown: a table a file, with nothing that is markup', () => {
  const text = exported('markdown');
  assert.match(
    text,
    /^Model: bundled \(rough guess by word probability\)\n\n> Rough guess: .*\n\n## a\.md\n\n\| line \|/,
  );
  assert.ok(text.includes('| 3 | good | 75.0 % | He said "no", and \\| left. |'), text);
  assert.ok(text.includes('| 4 | none of these |  | =SUM(1) |'), text);
  assert.ok(text.includes('\n## b\\|c.md\n'), text);
});

test('a label that is called “none of these” is exported like any other', () => {
  const odd = { ...table, labels: ['none of these', 'good'] };
  const { results } = JSON.parse([...exportResults('json', odd, [row])].join('')) as { results: { labels: unknown }[] };
  assert.deepEqual(results[0]?.labels, ['none of these']);
  assert.ok([...exportResults('markdown', odd, [row])].join('').includes('| 1 | none of these | 75.0 % | Text |'));
});

test('Markdown: no address becomes a link', () => {
  const text = 'See //host.example/a, http://host.example, www.host.example and me@host.example';
  const markdown = [...exportResults('markdown', table, [{ ...row, text }])].join('');
  const escaped = String.raw`See \//host.example/a, http:\//host.example, www\.host.example and me\@host.example`;
  assert.ok(markdown.includes(escaped), markdown);
});
