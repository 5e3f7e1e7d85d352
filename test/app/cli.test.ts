import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { SafetensorsFile, writeSafetensors } from '../../src/engine/checkpoint/safetensors';
import { commandLine, program } from './commandLine';
import { tinyClassifier } from '../engine/classify/tinyClassifier';

const reference = path.join(__dirname, '../fixtures/reference/v3-small-like/mlm');
const sigmoid = { sentence_transformers: { activation_fn: 'torch.nn.modules.activation.Sigmoid' } };
const { directory, run } = commandLine('cli');

/** The header of a safetensors file. */
function headerOf(file: string): string {
  const bytes = readFileSync(file);
  return bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE()));
}

const json = (words: readonly string[], input?: string): unknown => {
  const { status, stdout, stderr } = run([...words, '--json'], input);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
};

describe('the command line', () => {
  test('fills masks', () => {
    const { status, stdout } = run(['fill-mask', 'bundled', 'They have [MASK] working on it for a [MASK] time.']);
    assert.equal(status, 0);
    assert.match(stdout, /mask 1\n +\d+\.\d % {2}been\n[^]*mask 2\n +\d+\.\d % {2}long\n/);
  });

  test('--verbose says on standard error what each request took', () => {
    const { stdout, stderr } = run(['tokenize', 'bundled', 'Two ways.', '--verbose']);
    assert.match(stderr, /^tokenize bundled: queued \d+ ms, ran \d+ ms, no graph run\n$/);
    assert.match(stdout, /ways/);
  });

  test('reads lines from standard input, and prints one JSON a line', () => {
    const lines = 'He was [MASK] in London and died in 1898.\n\nThere are two [MASK] to solve this problem.\n';
    const { stdout } = run(['fill-mask', 'bundled', '--top', '2', '--json'], lines);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { masks: { candidates: { text: string }[] }[] });
    const words = results.map(({ masks }) => masks[0]!.candidates.map(({ text }) => text));
    assert.deepEqual(words, [
      ['born', 'married'],
      ['ways', 'things'],
    ]);
  });

  test('prints the prose of a document, without a model', () => {
    const file = path.join(directory, 'Prose.MD');
    writeFileSync(file, '# Title\n\nSome `code`. More.\n');
    assert.deepEqual(json(['prose', file]), {
      blocks: [
        { kind: 'heading', start: 0, end: 7, sentences: [{ start: 2, end: 7, text: 'Title' }] },
        {
          kind: 'paragraph',
          start: 9,
          end: 27,
          sentences: [
            { start: 9, end: 21, text: 'Some code.' },
            { start: 22, end: 27, text: 'More.' },
          ],
        },
      ],
    });
    const { status, stderr } = run(['prose', path.join(directory, 'none.md')]);
    assert.equal(status, 1);
    assert.match(stderr, /cannot be read .*Name a text file/);
  });

  test('tokenizes to ids, tokens and offsets', () => {
    const { ids, tokens, offsets } = json(['tokenize', 'bundled', 'Two ways.']) as Record<string, unknown[]>;
    assert.deepEqual(tokens, ['[CLS]', '▁Two', '▁ways', '.', '[SEP]']);
    assert.equal(ids!.length, 5);
    assert.deepEqual(offsets!.slice(1, 4), [
      [0, 3],
      [3, 8],
      [8, 9],
    ]);
  });

  test('measures a model, beside counts of a text', () => {
    const data = path.join(directory, 'paragraphs.txt');
    writeFileSync(data, 'If you want to learn more about the project, read the documentation first.\n'.repeat(2));
    const words = ['evaluate-lm', 'bundled', '--task', 'masked', '--data', data, '--emd', 'off', '--without', 'p2c'];
    type Result = { files: { paragraphs: { masks: number; loss: number } }; mean: { top1: number } };
    const result = json([...words, '--baseline', data, '--limit', '1']) as Record<string, unknown>;
    assert.deepEqual(result.without, ['emd', 'p2c']);
    const [model, trigram] = [result.model as Result, result.trigram as Result];
    assert.equal(model.files.paragraphs.masks, 2);
    assert.ok(model.files.paragraphs.loss > 0);
    assert.equal(trigram.mean.top1, 1);
  });

  test('classifies with given labels', () => {
    const words = ['classify', 'bundled', '--text', 'The code does not compile.', '--labels', 'software, music'];
    const { labels, scores } = json(words) as { labels: string[]; scores: Record<string, number> };
    assert.deepEqual(Object.keys(scores), ['software', 'music']);
    assert.ok(scores.software! > scores.music!);
    assert.deepEqual(labels, ['software']);
  });

  test('classifies lines and files in their order, as CSV and as one JSON a line', () => {
    const file = path.join(directory, 'notes, "new".txt');
    const lines = ['The function returns a number.', 'A very long line, which has "quotes" and a comma in it.', 'One.'];
    writeFileSync(file, `${lines.join('\n\n')}\n`);
    const options = ['classify', 'bundled', '--labels', 'software,music', '--unit', 'line', '--threshold', '1'];
    const table = run([...options, file, '--format', 'csv']);
    assert.match(table.stderr, /^Rough guess: .* Train a classifier on labeled texts \(deberta train\), or/);
    const csv = table.stdout.split('\r\n').filter((line) => line !== '');
    assert.equal(csv[0], 'file,line,start,end,label,method,text,software,music');
    assert.equal(csv.length, 4);
    assert.match(
      csv[2]!,
      /notes, ""new""\.txt",3,32,87,none of these,rough guess by word probability,"A very long line, which has ""quotes"" and/,
    );
    const { stdout } = run([...options, '--multi', '--json'], lines.join('\n'));
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; labels: string[] });
    assert.deepEqual(
      rows.map(({ text }) => text),
      lines,
    );
    assert.deepEqual(rows[0]!.labels, []);
  });

  test('offsets are those of the file as it is, whatever its line ends and encoding; a byte order mark is not text', () => {
    const texts = ['The function returns a number.', 'The film was good.', 'One.'];
    const files: Readonly<Record<string, Buffer>> = {
      'crlf.txt': Buffer.from(texts.join('\r\n')),
      'bom.txt': Buffer.from(`\ufeff${texts.join('\n')}`),
      'utf16.txt': Buffer.from(`\ufeff${texts.join('\r\n')}`, 'utf16le'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(directory, name);
      writeFileSync(file, bytes);
      const content = bytes.toString(name === 'utf16.txt' ? 'utf16le' : 'utf8');
      for (const unit of ['line', 'sentence']) {
        const { stdout } = run(['classify', 'bundled', '--labels', 'software,music', '--unit', unit, '--json', file]);
        const rows = stdout.trim().split('\n');
        for (const [i, row] of rows.entries()) {
          const { text, start, end } = JSON.parse(row) as { text: string; start: number; end: number };
          assert.equal(text, texts[i], name);
          assert.equal(content.slice(start, end), text, name);
        }
        assert.equal(rows.length, texts.length);
      }
    }
    const { tokens } = json(['tokenize', 'bundled'], '\ufeffTwo ways.\r\n') as { tokens: string[] };
    assert.deepEqual(tokens, ['[CLS]', '▁Two', '▁ways', '.', '[SEP]']);
  });

  test('a path one level off leads to the model, and what is only a part of one is refused', async () => {
    const model = await tinyClassifier({ labels: ['no', 'yes'] });
    const inside = (...names: string[]) => {
      const target = path.join(directory, ...names);
      cpSync(model, target, { recursive: true });
      return target;
    };
    const label = (given: string) => {
      const { stdout, stderr } = run(['classify', given, '--text', 'a b', '--json']);
      return stdout === '' ? stderr : Object.keys((JSON.parse(stdout) as { scores: object }).scores).join();
    };
    const commit = 'a'.repeat(40);
    const repository = path.join(directory, 'models--owner--name');
    inside('models--owner--name', 'snapshots', commit);
    inside('models--owner--name', 'snapshots', 'b'.repeat(40));
    assert.match(label(repository), /holds 2 models/);
    mkdirSync(path.join(repository, 'refs'));
    writeFileSync(path.join(repository, 'refs', 'main'), commit);
    assert.equal(label(repository), 'no,yes');
    inside('sentences', '0_Transformer');
    assert.equal(label(path.join(directory, 'sentences')), 'no,yes');
    const shards = inside('shards');
    renameSync(path.join(shards, 'model.safetensors'), path.join(shards, 'model-00001-of-00003.safetensors'));
    const part = path.join(shards, 'model-00001-of-00003.safetensors');
    assert.match(label(part), /part 1 of the 3 files/);
    const names = Object.keys(JSON.parse(headerOf(part)) as object).filter((name) => name !== '__metadata__');
    const map = Object.fromEntries(names.map((name) => [name, path.basename(part)]));
    writeFileSync(path.join(shards, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
    assert.equal(label(part), 'no,yes');
  });

  test('a folder that may not be entered is told as one', (t) => {
    const closed = path.join(directory, 'closed');
    mkdirSync(closed, { mode: 0 });
    t.after(() => chmodSync(closed, 0o700));
    // Root may enter every folder.
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    chmodSync(directory, 0o755);
    const { status, stderr } = spawnSync(process.execPath, [program, 'tokenize', closed, 'a'], {
      encoding: 'utf8',
      uid,
    });
    assert.equal(status, 1);
    assert.match(stderr, /closed" cannot be accessed.*permissions/);
  });

  test('pairs have their second text in every format', async () => {
    const model = await tinyClassifier({ labels: ['no', 'yes'] });
    const pairs = 'a b\tc d\ne f\tg h\n';
    const words = ['classify', model, '--pairs'];
    const row = JSON.parse(run([...words, '--json'], pairs).stdout.split('\n')[0]!) as Record<string, unknown>;
    assert.deepEqual([row.text, row.pair], ['a b', 'c d']);
    assert.match(run([...words, '--format', 'csv'], pairs).stdout, /,text,pair,no,yes\r?\n.*,e f,g h,0\.|,a b,c d,0\./);
    assert.match(run(words, pairs).stdout, /^a b \| c d\n/);
    const together = run(['classify', model, '--text', 'a b', '--pair', 'c d', '--json']).stdout;
    assert.deepEqual((JSON.parse(together) as Record<string, unknown>).scores, row.scores);
  });

  test('labels that a model does not have are reported, not measured', async () => {
    const data = path.join(directory, 'labels.csv');
    writeFileSync(data, 'text,label\na good day,pos\na bad day,neg\n');
    const measure = async (labels: string[], config = {}) => {
      const model = await tinyClassifier({ labels, config });
      return run(['evaluate', model, '--data', data]);
    };
    const one = await measure(['score']);
    assert.deepEqual([one.status, one.stdout], [1, '']);
    assert.match(one.stderr, /The label “pos” does not fit the model: it gives a number\./);
    const three = await measure(['a', 'b', 'c'], { problem_type: 'regression' });
    assert.match(three.stderr, /The label “pos” does not fit the model: it gives 3 numbers\./);
    assert.match((await measure(['yes', 'no'])).stderr, /The model has no label “pos”; its labels are yes, no\./);
    writeFileSync(data, 'text,label\na good day,yes|no\n');
    assert.match((await measure(['yes', 'no'])).stderr, /The model has no label “yes \| no”; its labels are yes, no\./);
    writeFileSync(data, 'text,label\na good day,1e999\n');
    assert.match((await measure(['score'])).stderr, /“1e999” does not fit/);
    writeFileSync(data, 'text,label\na good day,0.5\na b,0.25\n');
    const [value, share] = [await measure(['score']), await measure(['score'], sigmoid)];
    assert.match(value.stdout, /^2 examples, loss \d/);
    assert.notEqual(share.stdout, value.stdout);
  });

  test('suggests words at a caret of a document', () => {
    const file = path.join(directory, 'notes.md');
    writeFileSync(file, '# Notes\n\nIf you want to know mo about it, read `the code`.\n');
    const at = (offset: number, ...more: string[]) => ['suggest', 'bundled', file, '--offset', `${offset}`, ...more];
    const inWord = json(at(31, '--top', '2')) as { suggestions: Record<string, unknown>[] };
    const [best] = inWord.suggestions;
    assert.match(String(best?.insertText), /^mo\p{L}+$/u);
    assert.deepEqual(best?.range, { start: 29, end: 31 });
    assert.ok(Number(best?.probability) > 0 && Number(best?.probability) <= 1);
    const inCode = run(at(50));
    assert.equal(inCode.status, 1);
    assert.match(inCode.stderr, /no place for a word/);
    assert.equal(run(at(9000)).status, 2);
    assert.equal(run(['suggest', 'bundled', path.join(directory, 'none.md'), '--offset', '0']).status, 1);
  });

  test('finds other words for some of a document', () => {
    const file = path.join(directory, 'draft.md');
    const content = 'The *results* were very good in all of the `tests` and the team was happy.\n';
    writeFileSync(file, content);
    const between = (word: string) => {
      const from = content.indexOf(word);
      return ['replace', 'bundled', file, '--from', `${from}`, '--to', `${from + word.length}`, '--top', '5'];
    };
    const { source, original, alternatives } = json(between('good')) as Record<string, unknown>;
    assert.deepEqual(source, { start: content.indexOf('good'), end: content.indexOf('good') + 4 });
    assert.equal((original as { text: string }).text, 'good');
    const scores = (alternatives as { score: number }[]).map(({ score }) => score);
    assert.ok(scores.length >= 1 && scores.length <= 5);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.match(run(between('good')).stdout, /^ {2}good {2}\(now\)\n(?: {2}\p{L}+\n)+$/u);
    assert.equal(run(between('team')).stdout, 'No good alternative to “team” here.\n');
    assert.match(run(between('tests')).stderr, /no word of prose/);
    assert.equal(run(['replace', 'bundled', file, '--from', '9']).status, 2);
  });

  test('compiles graphs with their weights', () => {
    const out = path.join(directory, 'compiled');
    const { status, stdout } = run(['compile', 'bundled', '--out', out]);
    assert.equal(status, 0);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((file) => path.basename(file)),
      ['mlm.onnx', 'trace.onnx'],
    );
    assert.ok(readdirSync(out).some((name) => /^weights-.*\.bin$/.test(name)));
  });

  test('runs a forward pass over tensors in files', async (t) => {
    const expected = await SafetensorsFile.open(path.join(reference, 'expected.safetensors'));
    const inputs = path.join(directory, 'in.safetensors');
    const out = path.join(directory, 'out.safetensors');
    const tensor = async (name: string) =>
      ({ dtype: 'I64', shape: expected.info(name).shape, data: await expected.readInt64(name) }) as const;
    await writeSafetensors(
      inputs,
      new Map([
        ['input_ids', await tensor('input_ids')],
        ['attention_mask', await tensor('attention_mask')],
        ['masked_positions', { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(1n, 3n) }],
      ]),
    );
    const words = ['forward', reference, '--head', 'mlm', '--inputs', inputs, '--out', out, '--trace'];
    const { status, stderr } = run([...words, '--provider', 'cpu']);
    assert.equal(status, 0, stderr);
    const results = await SafetensorsFile.open(out);
    t.after(() => Promise.all([expected.close(), results.close()]));
    assert.deepEqual(results.info('logits').shape, [1, 120]);
    for (const name of ['hidden.3', 'c2c.0', 'c2p.1', 'p2c.2', 'probs.3']) {
      const want = await expected.readFloat32(`trace.${name}`);
      assert.deepEqual(results.info(name).shape, expected.info(`trace.${name}`).shape);
      (await results.readFloat32(name)).forEach((value, i) =>
        assert.ok(Math.abs(value - want[i]!) < 1e-4 * Math.max(1, Math.abs(want[i]!)), `${name}[${i}]`),
      );
    }
  });
});
