import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { inferenceLabels } from '../../../src/engine/classify/classifyNli';
import { LoadedModel } from '../../../src/engine/loadedModel';
import { floats } from '../../../src/engine/runtime/session';
import { inputTensors } from '../../../src/engine/batch/inputTensors';
import type { CandidateLabels } from '../../../src/protocol/labelTemplate';
import { Canceled, CheckpointError, RequestError } from '../../../src/protocol/errors';
import { testEngine } from '../testEngine';
import { tinyClassifier } from './tinyClassifier';

const { engine, cacheDirectory } = testEngine();
const sentences = ['One day.', 'Where is the old house?', 'A', 'They sang and went home', 'No!', 'One day.'];
const texts = sentences.map((text) => ({ text }));
const nli = ['contradiction', 'neutral', 'entailment'];

/** Logits of one text or pair alone, unpadded: the plain way. */
async function plainLogits(folder: string, pairs: readonly (readonly [string, string?])[]): Promise<number[][]> {
  const model = await LoadedModel.open(folder, { cacheDirectory, provider: 'cpu', threads: 1 });
  const runner = await model.runner({});
  const logits: number[][] = [];
  for (const [text, textPair] of pairs) {
    const inputs = inputTensors(runner, 'classify', runner.tokenizer.encode(text, textPair));
    logits.push([...floats(await runner.run({ kind: 'classify', padded: false }, inputs), 'logits').data]);
  }
  await model.close();
  return logits;
}

const exponentials = (values: readonly number[]) => values.map(Math.exp);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const softmax = (values: readonly number[]) => exponentials(values).map((value) => value / sum(exponentials(values)));

function close(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 2e-5, `${what}: ${value} ≠ ${expected[i]}`));
}

test('a temperature that makes scores NaN or equal is refused', async () => {
  for (const temperature of [1e-320, 0.001, 0, 1e300]) {
    const model = await tinyClassifier({ labels: ['a', 'b'], temperature });
    await assert.rejects(engine.classify({ model, texts }), (error: Error) => {
      assert.ok(error instanceof CheckpointError);
      return /"temperature" in ".*calibration.json" is .* has to be a number from 0.01 to 100/.test(error.message);
    });
  }
});

/** What the usual zero-shot pipeline computes: a forward pass a label, then entailment's softmax. */
async function plainZeroShot(
  folder: string,
  { labels, template, multiLabel }: CandidateLabels,
  [e, c]: [number, number],
) {
  const scores: number[][] = [];
  for (const text of sentences) {
    const logits = await plainLogits(
      folder,
      labels.map((label) => [text, template.replace('{}', label)]),
    );
    const each = logits.map((values) => softmax([values[c]!, values[e]!])[1]!);
    scores.push(multiLabel === true || labels.length === 1 ? each : softmax(logits.map((values) => values[e]!)));
  }
  return scores;
}

const zeroShotCases: {
  name: string;
  modelLabels: string[];
  ids: [number, number];
  labels: string[];
  multiLabel: boolean;
}[] = [
  {
    name: 'labels that exclude each other',
    modelLabels: nli,
    ids: [2, 0],
    labels: ['song', 'x', 'housing'],
    multiLabel: false,
  },
  { name: 'several labels at once', modelLabels: nli, ids: [2, 0], labels: ['song', 'x', 'housing'], multiLabel: true },
  { name: 'one label', modelLabels: nli, ids: [2, 0], labels: ['song'], multiLabel: false },
  {
    name: 'entailment first',
    modelLabels: ['ENTAILMENT', 'neutral', 'Contradiction'],
    ids: [0, 2],
    labels: ['a', 'b'],
    multiLabel: true,
  },
  {
    name: 'a model of two labels',
    modelLabels: ['entailment', 'not_entailment'],
    ids: [0, 1],
    labels: ['song', 'house'],
    multiLabel: true,
  },
];
for (const { name, modelLabels, ids, labels, multiLabel } of zeroShotCases) {
  test(`zero-shot by entailment equals one forward pass a label: ${name}`, async () => {
    const model = await tinyClassifier({ labels: modelLabels });
    const own = { labels, template: 'It is {}.', multiLabel };
    const result = await engine.classify({ model, texts, own });
    const expected = await plainZeroShot(model, own, ids);
    assert.deepEqual(result.labels, labels);
    assert.equal(result.method, 'nli');
    assert.equal(
      result.problemType,
      multiLabel || labels.length === 1 ? 'multi_label_classification' : 'single_label_classification',
    );
    result.texts.forEach(({ scores, windows }, i) => {
      close(scores, expected[i]!, sentences[i]!);
      assert.equal(windows, 1);
    });
    const logits = result.texts.map((text) => text.logits[0]!);
    const spread = Math.max(...logits) - Math.min(...logits);
    assert.ok(spread > 0.5, `texts are told apart by ${spread}`);
  });
}

test('{text} in a template is left out of the hypothesis, and equal hypotheses tie exactly', async () => {
  const model = await tinyClassifier({ labels: nli });
  const scores = async (template: string, labels: string[]) => {
    const result = await engine.classify({ model, texts, own: { labels, template } });
    return result.texts.map((text) => text.scores);
  };
  assert.deepEqual(await scores('{text} It is {label}.', ['a', 'b']), await scores('It is {}.', ['a', 'b']));
  for (const [first, second] of await scores('It is {label}.', ['old house', 'old  house']))
    assert.equal(first, second);
});

test('one output is a value, or what its activation makes of it', async () => {
  const texts = [{ text: 'a good day', textPair: 'a bad day' }];
  const score = async (config: object) => {
    const model = await tinyClassifier({ labels: ['score'], config: { ...config } });
    const {
      problemType,
      texts: [scores],
    } = await engine.classify({ model, texts });
    return { problemType, score: scores!.scores[0]!, notes: (await engine.describe({ model })).notes };
  };
  const named = (name: string) => ({ sentence_transformers: { activation_fn: name, version: '4.1.0' } });
  const older = (name: string) => ({ sbert_ce_default_activation_function: name });
  const value = await score({});
  assert.equal(value.problemType, 'regression');
  const [sigmoid, identity] = ['torch.nn.modules.activation.Sigmoid', 'torch.nn.modules.linear.Identity'];
  for (const config of [named(sigmoid), older(sigmoid), { ...older(identity), ...named(sigmoid) }]) {
    const share = await score(config);
    assert.equal(share.problemType, 'multi_label_classification');
    assert.ok(Math.abs(share.score - 1 / (1 + Math.exp(-value.score))) < 1e-6);
  }
  for (const config of [named(identity), older(identity)]) assert.deepEqual(await score(config), value);
  const { notes, ...other } = await score(named('torch.nn.Tanh'));
  assert.equal(other.score, value.score);
  assert.match(notes.join(), /activation “torch\.nn\.Tanh” is unknown/);
});

test('label2id names what id2label only numbers', async () => {
  const numbered = ['LABEL_0', 'LABEL_1', 'LABEL_2'];
  const label2id = { Contradiction: 0, neutral: 1, Entailment: 2 };
  const model = await tinyClassifier({ labels: numbered, config: { label2id } });
  const alone = await tinyClassifier({ labels: numbered, config: { label2id, id2label: undefined } });
  const own = { labels: ['song', 'house'], template: 'It is {}.', multiLabel: true };
  const expected = await plainZeroShot(model, own, [2, 0]);
  for (const folder of [model, alone]) {
    assert.deepEqual((await engine.describe({ model: folder })).labels, Object.keys(label2id));
    const result = await engine.classify({ model: folder, texts, own });
    result.texts.forEach(({ scores }, i) => close(scores, expected[i]!, sentences[i]!));
  }
});

const refusedLabels: { labels: string[]; config?: Record<string, unknown> }[] = [
  { labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'] },
  { labels: ['entailment', 'neutral', 'other'] },
  { labels: ['entailment', 'entailed', 'contradiction'] },
  { labels: ['entailment', 'entailment', 'contradiction'] },
  // The two tables contradict each other.
  { labels: nli, config: { label2id: { entailment: 0, neutral: 1, contradiction: 2 } } },
];
for (const { labels, config } of refusedLabels) {
  test(`no index is guessed for ${labels.join(', ')}${config === undefined ? '' : ', named otherwise in label2id'}`, async () => {
    const model = await tinyClassifier({ labels, config });
    assert.equal((await engine.describe({ model })).zeroShot, undefined);
    const own = { labels: ['a', 'b'], template: 'It is {label}.' };
    await assert.rejects(engine.classify({ model, texts, own }), (error) => {
      assert.ok(error instanceof RequestError);
      assert.match(error.message, new RegExp(`${labels[0]}.*entailment.*label2id`));
      return true;
    });
  });
}

test('a model says by which labels it checks one text against another', async () => {
  const cases = [
    [nli, { supported: 2, contradicted: 0 }],
    [['SUPPORTS', 'REFUTES', 'NOT ENOUGH INFO'], { supported: 0, contradicted: 1 }],
    [['not_entailment', 'entailment'], { supported: 1 }],
    // Of two labels, the other one is all that does not follow, whatever its name.
    [['entailment', 'contradiction'], { supported: 0 }],
    [['0', '1'], undefined],
    [['entailment', 'neutral', 'other'], undefined],
  ] as const;
  for (const [labels, inference] of cases) {
    const model = await tinyClassifier({ labels });
    assert.deepEqual((await engine.describe({ model })).inference, inference, labels.join());
  }
  assert.deepEqual(inferenceLabels('MiniCheck-DeBERTa-v3-Large', { labels: ['0', '1'], label2id: new Map() }), {
    supported: 1,
  });
});

test('own labels of a classifier: one of many, several, a value, at the stored temperature', async () => {
  const plain = await tinyClassifier({ labels: nli });
  const expected = await plainLogits(
    plain,
    sentences.map((text) => [text] as const),
  );
  const check = async (model: string, problemType: string, scoresOf: (logits: number[]) => number[]) => {
    const result = await engine.classify({ model, texts });
    assert.equal(result.problemType, problemType);
    assert.equal((await engine.describe({ model })).problemType, problemType);
    result.texts.forEach(({ scores }, i) => close(scores, scoresOf(expected[i]!), sentences[i]!));
  };
  await check(plain, 'single_label_classification', softmax);
  const tempered = (logits: number[]) => logits.map((logit) => logit / 2.5);
  await check(await tinyClassifier({ labels: nli, temperature: 2.5 }), 'single_label_classification', (logits) =>
    softmax(tempered(logits)),
  );
  const multi = { problem_type: 'multi_label_classification' };
  const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
  await check(
    await tinyClassifier({ labels: nli, config: multi, temperature: 2.5 }),
    'multi_label_classification',
    (logits) => tempered(logits).map(sigmoid),
  );
  await check(await tinyClassifier({ labels: ['score'] }), 'regression', (logits) => logits.slice(0, 1));
  await assert.rejects(
    engine.classify({ model: await tinyClassifier({ labels: nli, temperature: 0 }), texts }),
    CheckpointError,
  );
});

test('pairs are one input, of which the longer text is read in windows', async () => {
  const model = await tinyClassifier({ labels: nli });
  const pairs = sentences.map((text, i) => ({ text, textPair: sentences.at(-1 - i)! }));
  const result = await engine.classify({ model, texts: pairs });
  const expected = await plainLogits(
    model,
    pairs.map(({ text, textPair }) => [text, textPair] as const),
  );
  result.texts.forEach(({ scores }, i) => close(scores, softmax(expected[i]!), `pair ${i}`));
  const long = 'home '.repeat(20).trim();
  const { texts: read } = await engine.classify({ model, texts: [{ text: 'One day.', textPair: long }] });
  assert.ok(read[0]!.windows > 1);
  const tooLong = engine.classify({ model, texts: [{ text: long, textPair: long }] });
  await assert.rejects(tooLong, /The shorter text has 80 tokens/);
  const both = { model, texts: pairs, own: { labels: ['a', 'b'], template: '{label}' } };
  await assert.rejects(engine.classify(both), RequestError);
});

test('a long text is read in overlapping windows, and truncated only when that is asked for', async () => {
  const long = 'They sang and went home. '.repeat(8).trim();
  const model = await tinyClassifier({ labels: nli });
  const result = await engine.classify({ model, texts: [{ text: long }, ...texts] });
  const { windows, truncated, logits, scores } = result.texts[0]!;
  assert.ok(windows >= 3 && !truncated, `${windows} windows`);
  close(scores, softmax([...logits]), 'scores are those of the mean logits');
  assert.equal(result.texts[1]!.windows, 1);
  const first = await engine.classify({ model, texts: [{ text: long }], maxWindows: 1 });
  assert.ok(first.texts[0]!.truncated);
  // 62 tokens beside [CLS] and [SEP]; a letter is a token.
  const letters = [...long].filter((letter) => letter !== ' ').length;
  assert.ok(letters > 62);
  const cut = [...long].reduce(
    (kept, letter) => ([...kept].filter((one) => one !== ' ').length < 62 ? kept + letter : kept),
    '',
  );
  const [expected] = await plainLogits(model, [[cut]]);
  close(first.texts[0]!.logits, expected!, 'the first window');
  const own = { labels: ['a', 'a whole day, and more of it?'], template: 'It is {label}' };
  const zeroShot = await engine.classify({ model, texts: [{ text: long }], own });
  assert.ok(zeroShot.texts[0]!.windows > windows, 'longer hypotheses leave less room');
  const hypothesis = { labels: ['a', 'home '.repeat(20)], template: 'It is {label}' };
  await assert.rejects(engine.classify({ model, texts, own: hypothesis }), /no room for the text/);
});

test('a request is canceled between its batches', async () => {
  const model = await tinyClassifier({ labels: nli });
  const controller = new AbortController();
  const many = Array.from({ length: 2000 }, (_, i) => ({ text: sentences[i % 5]! }));
  const running = engine.classify({ model, texts: many }, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(running, Canceled);
});

test('the reference folder says what it is', async () => {
  const model = path.join(__dirname, '../../fixtures/reference/v3-small-like/classify');
  const { zeroShot, problemType, labels } = await engine.describe({ model });
  assert.deepEqual(
    { zeroShot, problemType, labels },
    { zeroShot: 'nli', problemType: 'single_label_classification', labels: nli },
  );
});
