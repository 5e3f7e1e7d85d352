import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { writeInferenceModel } from '../engine/inferenceModel';
import { commandLine, objects } from './commandLine';

const { directory, run, file } = commandLine('cli-check');
const model = path.join(directory, 'three-labels');
const twoLabels = path.join(directory, 'two-labels');
/** Only sentences have the words by which the model decides. */
const words = { supporting: ['bridge'], contradicting: ['ferry'] };

before(async () => {
  await writeInferenceModel(model, words);
  await writeInferenceModel(twoLabels, { ...words, contradicting: [] }, ['entailment', 'not_entailment']);
});

interface Found {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly verdict: string;
  readonly score: number;
  readonly supported?: { readonly file: string; readonly start: number; readonly end: number; readonly text: string };
}

const text =
  '# Crossing the river\n\nThe *bridge* carries cars. The ferry leaves every hour.\nTrams need new rails. Who pays?\n\n> “Boats may not moor here.”\n';
const source =
  'The new crossing carries cars since spring.\n\nThe service leaves *twice* a day. Boats may not moor here. Nothing is said of rails.\n';

describe('check', () => {
  const folder = path.join(directory, 'reports');
  const report = path.join(folder, 'report.md');
  mkdirSync(path.join(folder, '.hidden'), { recursive: true });
  writeFileSync(report, source);
  writeFileSync(path.join(folder, '.hidden/other.md'), 'The bridge carries cars.');
  writeFileSync(path.join(folder, 'data.bin'), 'The bridge carries cars.');
  const letter = file('letter.md', text);
  const check = (...more: string[]) => run(['check', model, letter, '--source', folder, ...more]);

  test('each sentence has a verdict, and the passage in its file that decides', () => {
    const { stdout, stderr, status } = check('--json');
    assert.deepEqual([stderr, status], ['', 0]);
    const found = objects<Found>(stdout);
    assert.deepEqual(
      found.map((one) => [one.text, one.line, one.verdict]),
      [
        ['The bridge carries cars.', 3, 'supported'],
        ['The ferry leaves every hour.', 3, 'contradicted'],
        ['Trams need new rails.', 4, 'not found'],
        ['“Boats may not moor here.”', 6, 'supported'],
      ],
    );
    const [bridge, , , quoted] = found;
    assert.equal(text.slice(bridge!.start, bridge!.end), 'The *bridge* carries cars.');
    const { file: sourceFile, start, end, text: passage } = bridge!.supported!;
    assert.deepEqual(
      [sourceFile, source.slice(start, end).replace(/\s+/g, ' ').replaceAll('*', '')],
      [report, passage],
    );
    assert.equal(quoted!.score, 1);
  });

  test('as text and as CSV, with thresholds', () => {
    assert.match(
      check().stdout,
      /^supported 0\.95\d {2}.*letter\.md:3: The bridge carries cars\.\n {2}0\.95\d {2}.*report\.md:1: The new crossing/,
    );
    const lines = check('--format', 'csv', '--supported', '0.97').stdout.trim().split('\r\n');
    assert.match(lines[0]!, /^file,line,start,end,verdict,score,supported,contradicted,text,source file,/);
    assert.match(lines[1]!, /letter\.md,3,22,48,not found,0\.0\d+,0\.95\d+,/);
    assert.equal(lines.length, 5);
  });

  test('the exit code says whether a sentence is contradicted, or not supported', () => {
    const codeOf = (sentence: string, verdict: string) =>
      run(['check', model, '--text', sentence, '--source', report, '--fail-on', verdict]).status;
    assert.equal(codeOf('The ferry leaves every hour.', 'contradicted'), 3);
    assert.equal(codeOf('The ferry leaves every hour.', 'not-found'), 3);
    assert.equal(codeOf('Trams need new rails.', 'contradicted'), 0);
    assert.equal(codeOf('Trams need new rails.', 'not-found'), 3);
    assert.equal(codeOf('The bridge carries cars.', 'not-found'), 0);
  });

  test('a model with two labels contradicts nothing, and says so', () => {
    const { stdout, stderr } = run(['check', twoLabels, letter, '--source', report, '--json']);
    assert.match(stderr, /^two-labels has two labels: .* never that it contradicts one\.\n$/);
    assert.deepEqual(
      objects<Found>(stdout).map(({ verdict }) => verdict),
      ['supported', 'not found', 'not found', 'supported'],
    );
  });

  test('a file of the source that is no text is left out, and said', () => {
    const picture = file('picture.md', 'a\0b');
    const { stdout, stderr, status } = run(['check', model, letter, '--source', picture, '--source', report, '--json']);
    assert.deepEqual([status, stdout], [0, check('--json').stdout]);
    assert.match(stderr, /^Skipped: \S*picture\.md is not text\.\n$/);
    const large = file('large.md', 'a'.repeat(17_000_000));
    const skipped = run(['check', model, letter, '--source', large, '--source', report]);
    assert.equal(skipped.status, 0);
    assert.match(skipped.stderr, /^Skipped: "\S*large\.md" is larger than 16 MB/);
  });

  test('what is not right is said', () => {
    const refused = (args: readonly string[], code: number, message: RegExp) => {
      const { status, stderr, stdout } = run(['check', ...args]);
      assert.deepEqual([status, stdout], [code, '']);
      assert.match(stderr, message);
    };
    refused([model, letter], 2, /check needs --source FILE or FOLDER, or --calibrate PAIRS\./);
    refused([model, letter, '--source', 'nowhere'], 1, /“nowhere” does not exist\./);
    refused([model, letter, '--source', letter], 1, /letter\.md cannot be its own source\./);
    refused([model, letter, '--source', file('empty.md', '\n')], 1, /The source has no text\./);
    refused([model, letter, '--source', report, '--fail-on', 'doubt'], 2, /--fail-on takes one of/);
    refused(
      ['bundled', letter, '--source', report],
      1,
      /masked language model: it cannot classify texts, .* Use a model/,
    );
  });
});

test('check --calibrate prints thresholds and what they do', () => {
  const pair = (claim: string, label: string, i: number) => `${claim} ${i},The crossing has number ${i}.,${label}\n`;
  const rows = Array.from({ length: 12 }, (_, i) =>
    [
      pair('The bridge number', 'supported', i),
      pair('The ferry number', 'contradicted', i),
      pair('The tram number', 'neutral', i),
    ].join(''),
  );
  const pairs = file('pairs.csv', `claim,source,label\n${rows.join('')}`);
  const { stdout, stderr, status } = run(['check', model, '--calibrate', pairs]);
  assert.deepEqual([stderr, status], ['', 0]);
  assert.match(
    stdout,
    /^supported from 0\.5: balanced accuracy 100\.0 %, with 0\.5 100\.0 % \(12 pairs that are, 24 that are not\)\ncontradicted from .*\n--supported 0\.5 --contradicted 0\.5\n$/,
  );
  const few = file('few.csv', `claim,source,label\n${rows.slice(0, 2).join('')}`);
  assert.match(
    run(['check', model, '--calibrate', few]).stderr,
    /at least 10 supported pairs and 10 others; there are 2 and 4\./,
  );
});
