import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { TrainingProcess } from '../../../../src/client/trainingProcess';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../../src/engine/checkpoint/safetensors';
import { runEvaluateTokensJob } from '../../../../src/engine/training/jobs/evaluateTokensJob';
import { runTokenJob } from '../../../../src/engine/training/jobs/tokenJob';
import { Canceled } from '../../../../src/protocol/errors';
import {
  defaultSift,
  type EvaluateTokensJob,
  type TaggedText,
  type TokenJob,
  type TrainingProgress,
  type TrainingReport,
} from '../../../../src/protocol/training';
import { bundledModel, testEngine } from '../../testEngine';

/** The built program, as the extension and the command line start it. */
const serverPath = path.join(__dirname, '../../../../dist/trainingServer.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'token-training-'));
after(() => rmSync(folder, { recursive: true }));

/** A sentence in which “[LOC New York]” is a place. */
function tagged(marked: string): TaggedText {
  const entities: { start: number; end: number; label: string }[] = [];
  const words: { start: number; end: number }[] = [];
  let text = '';
  let label: string | undefined;
  for (const part of marked.split(' ')) {
    if (part.startsWith('[')) {
      label = part.slice(1);
      entities.push({ start: words.length, end: 0, label });
      continue;
    }
    const word = part.replace(']', '');
    words.push({ start: text.length, end: text.length + word.length });
    text += `${word} `;
    if (part.endsWith(']')) entities.push({ ...entities.pop()!, end: words.length });
  }
  return { text: text.trimEnd(), words, entities };
}

const texts = [
  'We saw [PER Anna Smith] in [LOC London] .',
  '[PER Bob] left [LOC New York] on Monday .',
  'The road to [LOC Rome] is long .',
  'Nobody was there .',
  '[PER Anna Smith] wrote to [PER Bob] .',
  '[LOC London] and [LOC Rome] are old cities .',
  'In [LOC New York] it rained , said [PER Anna Smith] .',
  'It is a book about the sea .',
].map(tagged);

const job: TokenJob = {
  kind: 'tokens',
  model: bundledModel,
  out: path.join(folder, 'overfit'),
  labels: ['LOC', 'PER'],
  train: texts,
  heldOut: texts,
  compare: false,
  saveSeconds: 30,
  threads: 1,
  options: {
    epochs: 30,
    batchSize: 4,
    accumulation: 2,
    learningRate: 1e-3,
    warmUp: 0.1,
    weightDecay: 0.01,
    clipNorm: 1,
    dropout: 0.1,
    maxTokens: 64,
    seed: 1,
    layers: 'all',
    sift: { ...defaultSift, weight: 1 },
  },
};

function start(given: TokenJob, onProgress: (progress: TrainingProgress) => void = () => undefined) {
  return new TrainingProcess(given, { serverPath, onProgress, onStderr: () => undefined });
}

const measure = (change: Partial<EvaluateTokensJob>) =>
  runEvaluateTokensJob({ kind: 'evaluateTokens', model: job.out, texts, maxTokens: 64, threads: 1, ...change }, {});

describe('training token classification', () => {
  test('all entities are learned with SiFT, and the folder finds them', async () => {
    const divergences: number[] = [];
    const report = await start(job, (progress) => {
      if (progress.kind === 'step') divergences.push(progress.divergence ?? NaN);
    }).result;
    assert.equal(report.problemType, 'token_classification');
    assert.deepEqual(report.labels, ['LOC', 'PER']);
    assert.equal(report.evaluation.entities?.micro.f1, 1);
    assert.deepEqual(report.mistakes, []);
    assert.ok(divergences.length > 0 && divergences.every((value) => value > 0));
    const written = JSON.parse(readFileSync(path.join(job.out, 'training-report.json'), 'utf8')) as TrainingReport;
    assert.deepEqual(written, JSON.parse(JSON.stringify(report)));

    const config = JSON.parse(readFileSync(path.join(job.out, 'config.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(config.architectures, ['DebertaV2ForTokenClassification']);
    assert.deepEqual(config.id2label, { 0: 'O', 1: 'B-LOC', 2: 'I-LOC', 3: 'B-PER', 4: 'I-PER' });
    assert.ok(!('problem_type' in config));
    const checkpoint = await openCheckpoint(job.out);
    assert.deepEqual(checkpoint.heads, ['tokens']);
    assert.ok(checkpoint.weights.names.every((name) => /^(?:deberta\.|classifier\.)/.test(name)));
    await checkpoint.close();

    const { engine } = testEngine();
    const asked = texts.map(({ text }) => text);
    const found = await engine.findEntities({ model: job.out, texts: asked, aggregation: 'first' });
    const named = (text: string, all: readonly { start: number; end: number; label: string }[]) =>
      all.map(({ start: from, end, label }) => `${label} ${text.slice(from, end)}`);
    texts.forEach(({ text, words, entities }, i) =>
      assert.deepEqual(
        named(text, found[i]!.entities),
        named(
          text,
          entities.map(({ start: first, end, label }) => ({
            label,
            start: words[first]!.start,
            end: words[end - 1]!.end,
          })),
        ),
      ),
    );
  });

  test('killed at any step, it continues to the same weights', async () => {
    const short = (out: string): TokenJob => ({
      ...job,
      out: path.join(folder, out),
      saveSeconds: 0,
      options: { ...job.options, epochs: 4, accumulation: 1, layers: 1 },
    });
    const [whole, cut] = [short('whole'), short('cut')];
    await start(whole).result;
    for (const stopAt of [2, 5]) {
      const training = start(cut, (progress) => {
        if (progress.kind === 'step' && progress.step === stopAt) training.cancel();
      });
      await assert.rejects(training.result, Canceled);
    }
    const steps: number[] = [];
    await start(cut, (progress) => {
      if (progress.kind === 'step') steps.push(progress.step);
    }).result;
    assert.ok(steps[0]! > 3, `went on at step ${steps[0]}`);
    const [one, other] = [whole, cut].map(({ out }) =>
      createHash('sha256')
        .update(readFileSync(path.join(out, 'model.safetensors')))
        .digest('hex'),
    );
    assert.equal(one, other);
  });

  test('measures the model on texts with its labels, cut into windows or not', async () => {
    const { evaluation, labels, mistakes } = await measure({});
    assert.deepEqual([labels, evaluation.entities?.micro.f1, evaluation.accuracy], [['LOC', 'PER'], 1, 1]);
    assert.deepEqual(mistakes, []);
    const cut = await measure({ maxTokens: 5 });
    assert.equal(cut.evaluation.entities?.micro.support, evaluation.entities?.micro.support);
    const wrong = { ...texts[2]!, entities: [] };
    const [mistake] = (await measure({ texts: [wrong] })).mistakes;
    assert.deepEqual([mistake?.error, mistake?.predicted], ['spurious', 'LOC “Rome”']);
  });

  /** The trained model with other names for its outputs. */
  const renamed = (name: string, labels: readonly string[]) => {
    const model = path.join(folder, name);
    cpSync(job.out, model, { recursive: true });
    const file = path.join(model, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...config, id2label: { ...labels }, label2id: undefined }));
    return model;
  };

  test('measures models of other schemes by their entities', async () => {
    const bilou = renamed('bilou', ['O', 'U-LOC', 'L-LOC', 'B-PER', 'L-PER']);
    const { evaluation, labels } = await measure({ model: bilou, texts: [texts[2]!, texts[4]!] });
    assert.deepEqual(labels, ['LOC', 'PER']);
    // A single word is U: “Bob”, tagged B-PER, is an entity, but not by the tag that it should have.
    assert.equal(evaluation.entities?.micro.f1, 1);
    assert.equal(evaluation.accuracy, 12 / 13);
  });

  test('reads tags as finding entities does, also where only some have a prefix', async () => {
    const model = renamed('mixed', ['O', 'MISC', 'I-LOC', 'B-PER', 'I-PER']);
    const known = ['We saw [PER Anna Smith] in [MISC London] .', 'The road to [MISC Rome] is long .'].map(tagged);
    const { evaluation, labels } = await measure({ model, texts: known });
    assert.deepEqual([labels, evaluation.entities?.micro.f1, evaluation.accuracy], [['MISC', 'LOC', 'PER'], 1, 1]);
    assert.ok(evaluation.loss < 0.1, `loss ${evaluation.loss}`);
    const found = await testEngine().engine.findEntities({ model, texts: [known[0]!.text], aggregation: 'first' });
    assert.deepEqual(
      found[0]!.entities.map(({ label }) => label),
      ['PER', 'MISC'],
    );
    const bare = renamed('bare', ['O', 'B', 'I', 'S', 'E']);
    assert.deepEqual((await measure({ model: bare, texts: [tagged('[ENTITY Rome] is long .')] })).labels, ['ENTITY']);
  });

  test('what cannot be learned or measured is refused in a sentence', async () => {
    const none = { ...job, labels: [], out: path.join(folder, 'none') };
    await assert.rejects(runTokenJob(none), { name: 'RequestError', message: /nothing to learn\. Tag some words/ });
    await assert.rejects(runTokenJob({ ...none, labels: ['LOC'], heldOut: [] }), /no texts to train on/);
    await assert.rejects(measure({ model: bundledModel }), /cannot label words/);
    const unknown = tagged('The [ORG Times] of [LOC London]');
    await assert.rejects(
      measure({ texts: [unknown] }),
      /no label “ORG”; its labels are LOC, PER\. Correct the label, or/,
    );
    await assert.rejects(measure({ texts: [] }), /no tagged texts/);
    const many = renamed('many', ['O', ...Array.from({ length: 1001 }, (_, i) => `L${i}`)]);
    const weights = await SafetensorsFile.open(path.join(job.out, 'model.safetensors'));
    const tensors = new Map<string, TensorData>();
    for (const one of weights.names) {
      const shape = weights.info(one).shape.map((size, i) => (one.startsWith('classifier.') && i === 0 ? 1002 : size));
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      tensors.set(one, { dtype: 'F32', shape, data });
    }
    await weights.close();
    await writeSafetensors(path.join(many, 'model.safetensors'), tensors);
    await assert.rejects(measure({ model: many }), /1,001 labels, and at most 1,000 can be measured\. Choose/);
  });
});
