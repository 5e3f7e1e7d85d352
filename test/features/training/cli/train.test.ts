import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { RunState } from '../../../../src/engine/training/loop/trainingState';
import type { EvaluationReport, TrainingReport } from '../../../../src/protocol/training';

const cli = path.join(__dirname, '../../../../dist/cli.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'cli-train-'));
after(() => rmSync(folder, { recursive: true }));

const warm = ['lovely', 'wonderful', 'great', 'excellent', 'good', 'happy'];
const cold = ['awful', 'horrible', 'terrible', 'nasty', 'bad', 'sad'];
const rows = [...warm.map((word) => [word, 'warm']), ...cold.map((word) => [word, 'cold'])];
const data = path.join(folder, 'tone.csv');
writeFileSync(data, ['sentence,mood', ...rows.map(([word, label]) => `It was a ${word} day.,${label}`)].join('\n'));
const out = path.join(folder, 'tone');
const columns = ['--label-column', 'mood', '--threads', '1'];
const training = [data, '--out', out, '--epochs', '2', '--layers', '1', '--sift', '--compare', ...columns];

describe('train, evaluate and adapt', () => {
  test('a table becomes a model with its report, the same one for the same seed', () => {
    mkdirSync(path.join(out, 'training'), { recursive: true });
    writeFileSync(path.join(out, 'training/notes.txt'), 'mine');
    writeFileSync(path.join(out, 'tokenizer.json'), 'another model’s');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'train', 'bundled', '--data', ...training], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(path.join(out, 'training/notes.txt'), 'utf8'), 'mine');
    assert.ok(!existsSync(path.join(out, 'tokenizer.json')), 'the base has none');
    assert.match(stdout, /^Without SiFT, same split:\n2 examples/);
    assert.match(stdout, /With SiFT:\n2 examples.*macro-F1.*warm/s);
    assert.match(stderr, /Few texts to learn from: warm \(6\), cold \(6\)/);
    assert.match(stderr, /plain epoch 2: .*sift epoch 2: /s);
    const report = JSON.parse(readFileSync(path.join(out, 'training-report.json'), 'utf8')) as TrainingReport;
    assert.deepEqual([report.labels, report.trainExamples, report.options.seed], [['cold', 'warm'], 10, 1]);
    assert.ok(report.plain !== undefined && existsSync(path.join(out, 'calibration.json')));
    const weights = () => readFileSync(path.join(out, 'model.safetensors'));
    const first = weights();
    execFileSync(process.execPath, [cli, 'train', 'bundled', '--data', ...training, '--json'], { stdio: 'pipe' });
    assert.ok(weights().equals(first));
  });

  test('Ctrl-C saves, and running it again leads to the same weights', async () => {
    const call = (name: string) => {
      const place = ['--out', path.join(folder, name), '--epochs', '12', '--batch', '4'];
      return [cli, 'train', 'bundled', '--data', data, ...place, '--layers', '1', ...columns];
    };
    const cut = spawn(process.execPath, call('cut'), { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    cut.stderr.on('data', (text: Buffer) => {
      const before = told;
      told += text.toString();
      if (told.includes('epoch 3:') && !before.includes('epoch 3:')) cut.kill('SIGINT');
    });
    const [status] = (await once(cut, 'close')) as [number];
    assert.equal(status, 130, told);
    assert.match(told, /Stopped\. Run the same command to resume\.\n$/);
    const { step } = JSON.parse(
      readFileSync(path.join(folder, 'cut/.deberta-training/plain/state.json'), 'utf8'),
    ) as RunState;
    assert.ok(step >= 9 && step < 36, `saved at step ${step}`);

    for (const name of ['cut', 'whole']) execFileSync(process.execPath, call(name), { stdio: 'pipe' });
    const [goneOn, whole] = ['cut', 'whole'].map((name) => readFileSync(path.join(folder, name, 'model.safetensors')));
    assert.ok(goneOn!.equals(whole!));
  });

  test('the model is measured on labeled texts, and classifies', () => {
    const measured = execFileSync(process.execPath, [cli, 'evaluate', out, '--data', data, '--json', ...columns], {
      encoding: 'utf8',
    });
    const { evaluation, labels } = JSON.parse(measured) as EvaluationReport;
    assert.deepEqual([evaluation.examples, labels], [12, ['cold', 'warm']]);
    const onlyWarm = path.join(folder, 'warm.csv');
    writeFileSync(onlyWarm, ['sentence,mood', ...warm.map((word) => `It was a ${word} day.,warm`)].join('\n'));
    const told = execFileSync(process.execPath, [cli, 'evaluate', out, '--data', onlyWarm, ...columns], {
      encoding: 'utf8',
    });
    assert.match(told, /\nMacro-F1 leaves out labels without held-out texts \(1 of 2\): cold\.\n/);
    assert.match(told, /\n {2}cold {2}F1 –, no held-out texts\n/);
    const classified = execFileSync(process.execPath, [cli, 'classify', out, '--text', 'A good day.'], {
      encoding: 'utf8',
    });
    assert.match(classified, /cold/);
    assert.match(classified, /warm/);
  });

  test('a model that fills masks is adapted to prose, and fills masks with it', () => {
    const nouns = ['stone', 'river', 'garden', 'window', 'letter', 'bridge', 'candle', 'mirror', 'ladder'];
    const prose = Array.from(
      { length: 150 },
      (_, i) => `Verily the ${nouns[i % 9]} of house ${i} was seen by the warden.`,
    );
    const [book, adapted] = [path.join(folder, 'book.md'), path.join(folder, 'adapted')];
    writeFileSync(book, prose.join('\n\n'));
    const adapting = ['adapt', 'bundled', book, '--out', adapted, '--epochs', '1', '--batch', '4', '--threads', '1'];
    const text = execFileSync(process.execPath, [cli, ...adapting], { encoding: 'utf8' });
    const [, before, after] = /held-out words ([\d.]+) before, ([\d.]+) after/.exec(text) ?? [];
    assert.ok(Number(after) < Number(before), text);
    assert.match(text, /^1650 words: 20 texts to learn from, 2 held out\n/);
    const likeliest = (model: string) =>
      execFileSync(process.execPath, [cli, 'fill-mask', model, 'It was seen by the [MASK].'], { encoding: 'utf8' });
    assert.notEqual(likeliest(adapted), likeliest('bundled'));
  });

  test('all of them say how the model is read', () => {
    const shorter = path.join(folder, 'shorter');
    cpSync(out, shorter, { recursive: true });
    const config = path.join(shorter, 'config.json');
    const layers = readFileSync(config, 'utf8').replace(/("num_hidden_layers": ?)3/, '$12');
    writeFileSync(config, layers);
    const few = ['--epochs', '1', '--layers', 'head', '--out', path.join(folder, 'from-shorter')];
    for (const words of [
      ['evaluate', shorter, '--data', data, ...columns],
      ['train', shorter, '--data', data, ...columns, ...few],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      assert.match(stderr, /^The configuration leaves these out, so they are not used: layer 3\.\n/);
    }
  });

  test('a training that diverges says so, and does not blame the model', () => {
    const place = ['--out', path.join(folder, 'diverged'), '--epochs', '1', '--learning-rate', '1e9'];
    const words = ['train', 'bundled', '--data', data, ...columns, ...place];
    const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /\nThe training diverged: .* a learning rate below 1000000000\.\n$/);
  });

  test('a training without a usable step makes no classifier', () => {
    const place = ['--out', path.join(folder, 'nothing'), '--epochs', '1', '--sift', '--sift-weight', '1e300'];
    const words = ['train', 'bundled', '--data', data, ...columns, ...place];
    const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /\nNothing was learned: /);
    assert.ok(!existsSync(path.join(folder, 'nothing', 'model.safetensors')));
  });

  test('a second training in the same folder is refused while the first one is running', async (t) => {
    const place = ['--out', path.join(folder, 'shared'), '--epochs', '1000', '--layers', '1', ...columns];
    const words = [cli, 'train', 'bundled', '--data', data, ...place];
    const first = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    t.after(() => first.kill('SIGKILL'));
    let told = '';
    while (!told.includes('epoch 1:')) told += String((await once(first.stderr, 'data'))[0]);
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /\nThe training in .*shared is in use by another window or terminal \(process \d+\)/);
  });

  test('a link to the folder of the model itself is recognized', () => {
    const [model, link] = [path.join(folder, 'base'), path.join(folder, 'link')];
    cpSync(path.join(__dirname, '../../../../models/bundled'), model, { recursive: true });
    symlinkSync(model, link, 'junction');
    const words = ['train', model, '--data', data, ...columns, '--out', link];
    const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^--out is the folder of the model itself/);
  });

  test('what is wrong is said in a sentence: 1 for what was asked for, 2 for how', () => {
    const run = (...given: readonly string[]) => spawnSync(process.execPath, [cli, ...given], { encoding: 'utf8' });
    const label = run('evaluate', out, '--data', writeLabels('other.jsonl', 'hot'), ...columns);
    assert.equal(label.status, 1);
    assert.match(label.stderr, /“?hot”?/);
    const one = run(
      'train',
      'bundled',
      '--data',
      writeLabels('one.jsonl', 'warm'),
      '--out',
      path.join(folder, 'one'),
      ...columns,
    );
    assert.equal(one.status, 1);
    assert.match(one.stderr, /needs at least two/);
    assert.equal(run('train', 'bundled', '--data', ...training, '--sift-mode', 'other').status, 2);
    assert.equal(run('train', 'bundled', '--data', data).status, 2);
    const over = run('adapt', 'bundled', '--out', path.join(__dirname, '../../../../models/bundled'));
    assert.equal(over.status, 2);
    assert.match(over.stderr, /^--out is the folder of the model itself/);
  });
});

function writeLabels(name: string, mood: string): string {
  const file = path.join(folder, name);
  const lines = ['One.', 'Two.', 'Three.'].map((text) => JSON.stringify({ text, mood }));
  writeFileSync(file, lines.join('\n'));
  return file;
}
