import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { commandLine, objects } from './commandLine';
import { golden } from '../engine/glinerFiles';
import { glinerFolder } from '../engine/entities/glinerFixture';

const model = path.join(__dirname, '../fixtures/heads/v3-1');
const { run, file } = commandLine('cli-extraction');

interface Row {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly entities: readonly {
    label: string;
    line: number;
    start: number;
    end: number;
    text: string;
    score: number;
  }[];
}

const letter = [
  '# Report',
  '',
  'Ada *Lovelace* wrote to [Charles Babbage](https://example.com) from London.',
  '',
  '```\nnever read\n```',
  '',
  '- Microsoft &amp; the University of Oxford published a paper.',
  '',
].join('\n');

describe('entities', () => {
  test('in Markdown, with places in the file', () => {
    const { status, stdout, stderr } = run(['entities', model, file('letter.md', letter), '--format', 'json']);
    assert.equal(status, 0, stderr);
    const rows = objects<Row>(stdout);
    assert.deepEqual(
      rows.map(({ text }) => text),
      [
        'Report',
        'Ada Lovelace wrote to Charles Babbage from London.',
        'Microsoft & the University of Oxford published a paper.',
      ],
    );
    assert.deepEqual(
      rows.map(({ line }) => line),
      [1, 3, 9],
    );
    const found = rows.flatMap(({ entities }) => entities);
    for (const { line, start } of found) assert.equal(line, letter.slice(0, start).split('\n').length);
    assert.ok(found.length > 3);
    for (const { text, start, end } of found) {
      const plain = letter
        .slice(start, end)
        .replaceAll(/\]\([^)]*\)|[*[\]]/g, '')
        .replace('&amp;', '&');
      assert.equal(plain, text);
    }
  });

  test('all formats say the same', () => {
    const text = 'Ada Lovelace wrote to Charles Babbage from London.';
    const all = ['entities', model, '--text', text];
    const [row] = objects<Row>(run([...all, '--json']).stdout);
    const { entities } = row!;
    const csv = run([...all, '--format', 'csv']).stdout.split('\r\n');
    assert.equal(csv[0], 'file,line,start,end,label,score,text');
    assert.equal(csv.length, entities.length + 2);
    assert.match(csv[1]!, new RegExp(`^,1,${entities[0]!.start},${entities[0]!.end},${entities[0]!.label},`));
    const conll = run([...all, '--aggregation', 'first', '--format', 'conll']).stdout;
    assert.ok(conll.endsWith('\n\n'));
    const words = conll.trim().split('\n');
    assert.deepEqual(
      words.map((line) => line.split(' ')[0]),
      ['Ada', 'Lovelace', 'wrote', 'to', 'Charles', 'Babbage', 'from', 'London', '.'],
    );
    assert.ok(words.every((line) => / (?:O|[BI]-(?:PER|LOC|ORG))$/.test(line)));
    const shown = run(all).stdout.trimEnd().split('\n');
    assert.equal(shown[0], text);
    assert.equal(shown.length, entities.length + 1);
  });

  test('lines of standard input, with a threshold and of whole words', () => {
    const words = ['entities', model, '--json', '--aggregation', 'average', '--threshold', '0.5'];
    const rows = objects<Row>(run(words, 'Ada wrote.\n\nMaria Rossi spoke.\n').stdout);
    assert.deepEqual(
      rows.map(({ line, text }) => [line, text]),
      [
        [1, 'Ada wrote.'],
        [3, 'Maria Rossi spoke.'],
      ],
    );
    for (const { text, entities } of rows) {
      for (const entity of entities) {
        assert.ok(entity.score >= 0.5);
        assert.match(` ${text} `, new RegExp(` ${entity.text} `));
      }
    }
  });

  test('what is not right is said', () => {
    const wrong = (...words: string[]) => run(['entities', ...words]).stderr;
    const conll = wrong(model, '--aggregation', 'none', '--format', 'conll', '--text', 'a');
    assert.match(conll, /--format conll needs whole entities/);
    assert.match(wrong(model, '--aggregation', 'some'), /--aggregation takes one of none, simple, first, average, max/);
    assert.match(wrong(model, 'no-such-file.md'), /“no-such-file.md” is not a file. entities takes files/);
    assert.match(wrong('bundled', '--text', 'a'), /bundled is a masked language model: it cannot label words/);
  });
});

describe('answer', () => {
  test('best first, from many files, with places in the files', () => {
    const other = file('other.txt', 'The committee met in Geneva on Monday, and Maria Rossi spoke.\n');
    const question = ['--question', 'Who wrote the letter?', '--top', '3', '--json'];
    const { status, stdout, stderr } = run(['answer', model, ...question, file('letter.md', letter), other]);
    assert.equal(status, 0, stderr);
    const answers = objects<Omit<Row, 'entities'> & { score: number }>(stdout);
    assert.equal(answers.length, 3);
    for (const [i, { file: name, line, start, end, text, score }] of answers.entries()) {
      if (name !== other) assert.equal(line, letter.slice(0, start).split('\n').length);
      assert.ok(score <= (answers[i - 1]?.score ?? 1));
      if (name === other)
        assert.equal('The committee met in Geneva on Monday, and Maria Rossi spoke.'.slice(start, end), text);
    }
  });

  test('what is not right is said', () => {
    assert.match(run(['answer', model, '--text', 'a']).stderr, /answer needs --question/);
    const asked = ['--question', 'Who?', '--text', 'Ada wrote to Charles.'];
    const { status, stdout, stderr } = run(['answer', model, ...asked, '--threshold', '1']);
    assert.deepEqual([status, stdout], [0, '']);
    assert.match(stderr, /None of the texts answers the question/);
    assert.match(
      run(['answer', 'bundled', ...asked]).stderr,
      /bundled is a masked language model: it cannot find answers/,
    );
  });
});

describe('entities by names', () => {
  const gliner = glinerFolder('span-lstm-2');

  test('are what the labels name, with places in the file, in files and standard input alike', () => {
    const text = golden.texts[6]!;
    const words = [
      'entities',
      gliner,
      '--labels',
      ` ${golden.labels.join(' , ')},`,
      '--unit',
      'line',
      '--format',
      'json',
    ];
    const wanted = golden.models['span-lstm-2']!.entities['0.5']![6]!.map(([start, end, label]) => [start, end, label]);
    for (const given of [run([...words, file('long.txt', `${text}\n`)]), run(words, `${text}\n`)]) {
      assert.equal(given.status, 0, given.stderr);
      const [row] = objects<Row>(given.stdout);
      assert.ok(wanted.length > 1);
      assert.deepEqual(
        row!.entities.map(({ start, end, label }) => [start, end, label]),
        wanted,
      );
      for (const { start, end, text: found } of row!.entities) assert.equal(found, text.slice(start, end));
    }
  });

  test('need labels, which other models do not take', () => {
    const without = run(['entities', gliner, '--text', 'Ada wrote.']);
    assert.equal(without.status, 1);
    assert.match(without.stderr, /give it at least one label, e\.g\. person\.\n$/);
    const trained = run(['entities', model, '--text', 'Ada wrote.', '--labels', 'person']);
    assert.equal(trained.status, 1);
    assert.match(trained.stderr, /finds only what it was trained to find \(.*PER.*\)\. Leave the labels out/);
  });
});
