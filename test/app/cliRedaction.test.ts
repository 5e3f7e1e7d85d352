import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { golden } from '../engine/glinerFiles';
import { glinerFolder } from '../engine/entities/glinerFixture';
import { commandLine, objects } from './commandLine';

const model = path.join(__dirname, '../fixtures/heads/v3-1');
const gliner = glinerFolder('span-lstm-2');
const { run, file, directory } = commandLine('cli-redaction');
const at = (name: string) => path.join(directory, name);

const letter = [
  '\ufeff# Ada',
  '',
  'Ada *Lovelace* wrote to [Charles Babbage](https://example.com) from London.',
  '',
  '```\nLondon\n```',
  '',
].join('\r\n');

interface Row {
  readonly entities: readonly { readonly label: string; readonly line: number; readonly text: string }[];
}

describe('redact and restore', () => {
  const source = file('letter.md', letter);
  const found = objects<Row>(run(['entities', model, source, '--aggregation', 'first', '--json']).stdout);
  const entities = found.flatMap((row) => row.entities);

  for (const way of ['tags', 'pseudonyms', 'blanks'])
    test(`a copy with ${way}, and the document back byte for byte`, () => {
      const [out, key, back] = [at(`${way}.md`), at(`${way}.key`), at(`${way}-back.md`)];
      const { status, stdout, stderr } = run(['redact', model, source, '--with', way, '--out', out, '--key', key]);
      assert.deepEqual([status, stdout], [0, ''], stderr);
      assert.match(stderr, new RegExp(`^${entities.length} replaced\\.\n`));
      const copy = readFileSync(out, 'utf8');
      assert.ok(copy.startsWith('\ufeff# ') && copy.endsWith('\r\n\r\n```\nLondon\n```\r\n'));
      const prose = copy.split('```')[0]!;
      for (const { text } of entities) assert.ok(!prose.includes(text), `${text} is in ${prose}`);
      assert.equal(statSync(key).mode & 0o077, 0);
      const restored = run(['restore', out, '--key', key, '--out', back]);
      assert.deepEqual([restored.status, restored.stderr], [0, 'Restored as it was.\n']);
      assert.deepEqual(readFileSync(back), readFileSync(source));
    });

  test('an edited copy is restored by its tags, and files are replaced only if asked', () => {
    const key = at('tags.key');
    const edited = file('edited.md', `Dear reader,\n${readFileSync(at('tags.md'), 'utf8')}`);
    const { stderr } = run(['restore', edited, '--key', key, '--out', at('edited-back.md')]);
    assert.match(stderr, /^The copy was edited: \d+ put back by their names\.\n/);
    assert.ok(readFileSync(at('edited-back.md'), 'utf8').startsWith('Dear reader,\n\ufeff# '));
    const again = ['restore', edited, '--key', key, '--out', at('tags.md')];
    assert.match(run(again).stderr, /tags\.md" already exists\. Choose another place, or replace it with --replace/);
    assert.equal(run([...again, '--replace']).status, 0);
  });

  test('a key is its owner’s alone, in the place of another file too, and never in that of the copy', () => {
    const [out, key] = [at('own.md'), file('own.key', 'Old.')];
    assert.equal(run(['redact', model, source, '--out', out, '--key', key, '--replace']).status, 0);
    assert.equal(statSync(key).mode & 0o077, 0);
    const same = run(['redact', model, source, '--out', out, '--key', path.join(out, '../own.md'), '--replace']);
    assert.match(same.stderr, /--out and --key need different files\./);
  });

  test('only some labels are replaced where they are named', () => {
    const [label] = entities.map((entity) => entity.label);
    const out = at('some.md');
    const { stderr } = run(['redact', model, source, '--labels', label!.toLowerCase(), '--out', out]);
    const count = entities.filter((entity) => entity.label === label).length;
    assert.match(stderr, new RegExp(`^${count} replaced\\.\n`));
    const wrong = run(['redact', model, source, '--labels', 'planet', '--out', at('none.md')]);
    assert.match(wrong.stderr, /Nothing is labeled “planet”\. The labels are: .*PER/);
    const tokens = run(['redact', model, source, '--labels', 'PER', '--aggregation', 'none', '--out', at('none.md')]);
    assert.match(tokens.stderr, /Nothing is labeled “PER”\. The labels are: .*B-PER/);
  });

  test('what cannot be written back byte for byte is refused', () => {
    const broken = at('broken.txt');
    writeFileSync(broken, Buffer.from([0x41, 0xff, 0x42]));
    assert.match(run(['redact', model, broken, '--out', at('b.txt')]).stderr, /not text in UTF-8 or UTF-16\. Save it/);
    assert.match(run(['redact', model, source]).stderr, /redact needs --out\./);
    assert.match(run(['restore', source, '--key', source, '--out', at('c.md')]).stderr, /This is no key/);
  });
});

describe('entities --fail-on', () => {
  const text = golden.texts[6]!;
  const wanted = golden.models['span-lstm-2']!.entities['0.5']![6]!;
  const labels = ['--labels', golden.labels.join(',')];

  test('prints the places alone, and exits with 3', () => {
    const source = file('long.txt', `Nothing.\n\n${text}\n`);
    const label = String(wanted[0]![2]);
    const { status, stdout } = run(['entities', gliner, source, ...labels, '--unit', 'line', '--fail-on', label]);
    const places = wanted.filter((entity) => entity[2] === label);
    const lines = places.map(([start, end]) => `${source}:3: ${label}  ${text.slice(Number(start), Number(end))}`);
    assert.equal(status, 3);
    assert.ok(stdout.startsWith(`${lines.join('\n')}\n`) || stdout === `${lines.join('\n')}\n`, stdout);
  });

  test('a label that nothing can have is refused, so that no hook passes by mistake', () => {
    const { status, stderr } = run(['entities', gliner, '--text', text, ...labels, '--fail-on', 'persn']);
    assert.deepEqual([status, /^Nothing is labeled “persn”/.test(stderr)], [2, true]);
    const none = run([
      'entities',
      gliner,
      '--text',
      'a',
      '--threshold',
      '1',
      '--preset',
      'products',
      '--fail-on',
      'any',
    ]);
    assert.deepEqual([none.status, none.stdout], [0, '']);
  });
});
