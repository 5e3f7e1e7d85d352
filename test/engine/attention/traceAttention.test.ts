import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { SafetensorsFile } from '../../../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../../../src/engine/loadedModel';
import { floats } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/batch/inputTensors';
import { headScores, tracedText } from '../../../src/engine/attention/traceAttention';
import { maskPasses } from '../../../src/engine/attention/traceMask';
import { attentionTerms, type AttentionTerm } from '../../../src/protocol/attentionTrace';
import { RequestError } from '../../../src/protocol/errors';
import type { Encoding } from '../../../src/protocol/text';
import { bundledModel, testEngine } from '../testEngine';

/** What the authors' implementation computes with five tiny checkpoints; test/fixtures/reference/README.md. */
const reference = path.join(__dirname, '../../fixtures/reference');
const families = ['v1-emd', 'v1-c2p-only-types', 'v2-conv', 'v3-small-like', 'v3-unshared-projected'];
const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'trace-'));
const opened: { close(): Promise<void> }[] = [];
after(async () => {
  await Promise.all(opened.map((file) => file.close()));
  rmSync(cacheDirectory, { recursive: true });
});

const bound = 2e-5;
const row = 1;

for (const family of families) {
  describe(family, () => {
    test('every head of every layer, out of its layer’s input alone', async () => {
      const { graphs, encoding, layers, heads, want } = await open(family);
      for (let layer = 0; layer < layers; layer++) {
        const scores = await Promise.all(
          Array.from({ length: heads }, (_, head) => headScores(graphs, encoding, layer, head)),
        );
        for (const [head, { terms, probabilities, partial }] of scores.entries()) {
          for (const term of attentionTerms)
            checkMatrix(terms[term], await want(term, layer, head), `${term}.${layer}`);
          checkMatrix(probabilities, await want('probs', layer, head), `probs.${layer}`);
          assert.equal(partial, undefined);
        }
        const mean = await headScores(graphs, encoding, layer, 'mean');
        const meanOf = (matrices: readonly Float32Array[]) =>
          matrices[0]!.map((_, cell) => matrices.reduce((sum, matrix) => sum + matrix[cell]!, 0) / heads);
        checkMatrix(mean.probabilities, meanOf(scores.map((one) => one.probabilities)), 'mean probabilities');
        for (const term of attentionTerms) {
          checkMatrix(mean.terms[term], meanOf(scores.map(({ terms }) => terms[term])), `mean ${term}`);
          const others = attentionTerms.filter((other) => other !== term);
          const [alone, without] = [[term], others].map((kept) =>
            meanOf(scores.map(({ terms }) => softmaxOf(terms, kept))),
          );
          checkMatrix(mean.partial!.alone[term], alone!, `alone ${term}`);
          checkMatrix(mean.partial!.without[term], without!, `without ${term}`);
        }
      }
    });

    test('what distinguishes heads: shares of the variance, entropy, rollout', async () => {
      const { graphs, encoding, layers, heads, want } = await open(family);
      const n = encoding.ids.length;
      const { shares, entropy, rollout } = await tracedText(graphs, encoding);
      let flow = identity(n);
      for (let layer = 0; layer < layers; layer++) {
        const mean = new Float32Array(n * n);
        for (let head = 0; head < heads; head++) {
          const terms = await Promise.all(attentionTerms.map((term) => want(term, layer, head)));
          const probabilities = await want('probs', layer, head);
          const place = layer * heads + head;
          checkMatrix(shares.subarray(3 * place, 3 * place + 3), varianceShares(terms, n), `shares ${place}`, 1e-4);
          checkMatrix(entropy.subarray(n * place, n * place + n), entropies(probabilities, n), `entropy ${place}`);
          probabilities.forEach((value, cell) => (mean[cell]! += value / heads));
        }
        flow = nextRollout(mean, flow, n);
        checkMatrix(rollout[layer]!, flow, `rollout ${layer}`);
      }
    });

    test('the mask’s passes lead to the reference’s logits, and their terms to their probabilities', async () => {
      const { graphs, config, file } = await open(family);
      const ids = await idsOf(file, 'masked_input_ids');
      const labels = [...(await file.readInt64('masked_labels'))].map(Number);
      const columns = file.info('masked_labels').shape[1]!;
      const masks = labels.flatMap((label, offset) =>
        label !== 0 && Math.floor(offset / columns) === row ? [offset % columns] : [],
      );
      const earlier = labels.filter((label, element) => label !== 0 && element < row * columns).length;
      assert.ok(masks.length > 0, 'the row has masks');
      const logits = await file.readFloat32('mlm.logits');
      for (const [index, position] of masks.entries()) {
        const encoding = encodingOf(
          ids,
          ids.map(() => 0),
        );
        const inputs: Parameters<typeof graphs.run>[1] = {
          input_ids: int64(ids, [1, ids.length]),
          masked_positions: int64([0, position], [1, 2]),
          ...(config.typeVocabSize > 0 ? { token_type_ids: int64(encoding.sequence, [1, ids.length]) } : {}),
        };
        const outputs = await graphs.run({ kind: 'decoder', padded: false }, inputs);
        const start = (earlier + index) * config.vocabSize;
        checkMatrix(floats(outputs, 'logits').data, logits.subarray(start, start + config.vocabSize), 'logits');
        const passes = await maskPasses(graphs, encoding, position);
        assert.equal(passes.length, config.positionBiasedInput ? 1 : 2);
        for (const { terms, probabilities } of passes) {
          checkMatrix(probabilities, softmaxOf(terms, attentionTerms, ids.length), 'pass');
        }
      }
    });
  });
}

test('another head of the same text runs one layer, not the model', async () => {
  const model = await LoadedModel.open(path.join(reference, 'v3-small-like/mlm'), {
    cacheDirectory,
    provider: 'cpu',
    threads: 1,
  });
  opened.push(model);
  const ran: string[] = [];
  const graphs = model.graphs({});
  const counted = {
    ...graphs,
    run: (...call: Parameters<typeof graphs.run>) => (ran.push(call[0].kind), graphs.run(...call)),
  };
  const encoding = encodingOf([1, 5, 6, 2], [0, 0, 0, 0]);
  await headScores(counted, encoding, 0, 0);
  await headScores(counted, encoding, 1, 1);
  await headScores(counted, encoding, 1, 'mean');
  assert.deepEqual(ran, ['statistics', 'layer', 'layer', 'layer']);
});

test('texts: the mean, the window, a pair, and what is refused', async () => {
  const { engine } = testEngine();
  const model = bundledModel;
  const text = 'The cat sat on the mat.';
  const overview = await engine.attentionOverview({ model, text });
  assert.deepEqual([overview.layers, overview.heads], [3, 3]);
  assert.deepEqual(overview.window, { first: 0, total: overview.tokens.length - 2 });
  const trace = await engine.traceAttention({ model, text, layer: 2, head: 'mean' });
  assert.deepEqual(trace.tokens, overview.tokens);
  const rollout = await engine.attentionRollout({ model, text, layer: 2 });
  const n = trace.tokens.length;
  for (let start = 0; start < n * n; start += n) {
    const sum = rollout.probabilities.subarray(start, start + n).reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5, `a row of the rollout sums to ${sum}`);
  }

  const pair = await engine.traceAttention({ model, text: 'A cat.', textPair: 'A dog.', layer: 0, head: 0 });
  assert.equal(pair.tokens.filter((token) => token === '[SEP]').length, 2);
  assert.deepEqual([pair.sequence.at(1), pair.sequence.at(-2)], [0, 1]);

  const long = 'one two three four five six seven eight nine ten. '.repeat(80);
  const start = await engine.attentionOverview({ model, text: long });
  assert.equal(start.tokens.length, 512);
  const { total } = start.window;
  const middle = await engine.attentionOverview({ model, text: long, from: 300 });
  assert.deepEqual(middle.window, { first: Math.min(300, total - 510), total });
  assert.deepEqual(middle.ranges[1], (await engine.tokenize({ model, text: long })).ranges[1 + middle.window.first]);
  const end = await engine.attentionOverview({ model, text: long, from: total });
  assert.deepEqual([end.tokens.length, end.window.first], [512, total - 510]);

  await assert.rejects(engine.attentionOverview({ model, text: long, textPair: long }), RequestError);
  await assert.rejects(engine.attentionOverview({ model, text, from: -1 }), RequestError);
  await assert.rejects(engine.traceAttention({ model, text, layer: 3, head: 0 }), RequestError);
  await assert.rejects(engine.traceAttention({ model, text, layer: 0, head: 3 }), RequestError);
});

test('rows of a rollout and of every head sum to 1, whatever the text', async () => {
  const { engine } = testEngine();
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  const checkRows = (matrix: Float32Array, n: number) => {
    for (let start = 0; start < n * n; start += n) {
      const sum = matrix.subarray(start, start + n).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, `a row sums to ${sum}`);
    }
  };
  await fc.assert(
    fc.asyncProperty(text, fc.option(text, { nil: undefined }), fc.nat(2), fc.nat(2), async (a, b, layer, head) => {
      const request = { model: bundledModel, text: a, textPair: b, layer };
      const rollout = await engine.attentionRollout(request);
      checkRows(rollout.probabilities, rollout.tokens.length);
      checkRows((await engine.traceAttention({ ...request, head })).probabilities, rollout.tokens.length);
    }),
    { numRuns: 30 },
  );
});

test('a masked word: two passes that look somewhere, at the mask’s place', async () => {
  const { engine } = testEngine();
  const text = 'The cat sat on the mat.';
  const trace = await engine.traceMask({ model: bundledModel, text, mask: { start: 4, end: 7 } });
  assert.equal(trace.tokens[trace.position], '[MASK]');
  assert.deepEqual(trace.ranges[trace.position], { start: 4, end: 7 });
  assert.equal(trace.passes.length, 2);
  const [first, second] = trace.passes;
  assert.ok(first!.probabilities.some((value, index) => Math.abs(value - second!.probabilities[index]!) > 1e-3));
  assert.deepEqual(first!.terms.p2c, second!.terms.p2c, 'position→content does not depend on the query’s state');
  await assert.rejects(engine.traceMask({ model: bundledModel, text, mask: { start: 4, end: 99 } }), RequestError);
});

async function open(family: string) {
  const directory = path.join(reference, family, 'mlm');
  const file = await SafetensorsFile.open(path.join(directory, 'expected.safetensors'));
  const model = await LoadedModel.open(directory, { cacheDirectory, provider: 'cpu', threads: 1 });
  opened.push(model, file);
  const { config } = model.checkpoint;
  const { numHiddenLayers: layers, numAttentionHeads: heads } = config;
  const ids = await idsOf(file, 'input_ids');
  const columns = file.info('input_ids').shape[1]!;
  const types = file.has('token_type_ids') ? [...(await file.readInt64('token_type_ids'))].map(Number) : [];
  const sequence = ids.map((_, index) => types[row * columns + index] ?? 0);
  const want = async (name: AttentionTerm | 'probs', layer: number, head: number) =>
    realPart(file, `trace.${name}.${layer}`, head, heads, ids.length);
  return { graphs: model.graphs({}), config, file, encoding: encodingOf(ids, sequence), layers, heads, want };
}

/** One head's matrix of the reference's second row, without its padding; zeros where the reference has no such term. */
async function realPart(
  file: SafetensorsFile,
  name: string,
  head: number,
  heads: number,
  length: number,
): Promise<Float32Array> {
  if (!file.has(name)) return new Float32Array(length * length);
  const all = await file.readFloat32(name);
  const columns = file.info(name).shape[3]!;
  return Float32Array.from({ length: length * length }, (_, cell) => {
    const [i, j] = [Math.floor(cell / length), cell % length];
    return all[((row * heads + head) * columns + i) * columns + j]!;
  });
}

/** The real tokens of the reference's second row. */
async function idsOf(file: SafetensorsFile, name: string): Promise<number[]> {
  const columns = file.info(name).shape[1]!;
  const mask = (await file.readInt64('attention_mask')).subarray(row * columns, (row + 1) * columns);
  const length = mask.filter((value) => value === 1n).length;
  return [...(await file.readInt64(name)).subarray(row * columns, row * columns + length)].map(Number);
}

function encodingOf(ids: readonly number[], types: readonly number[]): Encoding {
  return { ids, types, sequence: types, tokens: ids.map(String), ranges: ids.map(() => ({ start: 0, end: 0 })) };
}

function softmaxOf(
  terms: Readonly<Record<AttentionTerm, Float32Array>>,
  kept: readonly AttentionTerm[],
  columns = Math.sqrt(terms.c2c.length),
): Float32Array {
  const result = terms.c2c.map((_, cell) => Math.exp(kept.reduce((sum, term) => sum + terms[term][cell]!, 0)));
  for (let start = 0; start < result.length; start += columns) {
    const part = result.subarray(start, start + columns);
    const sum = part.reduce((total, value) => total + value, 0);
    part.forEach((value, index) => (part[index] = value / sum));
  }
  return result;
}

function varianceShares(terms: readonly Float32Array[], n: number): Float32Array {
  const centered = terms.map((term) =>
    Float64Array.from(term, (value, cell) => {
      const start = Math.floor(cell / n) * n;
      return value - term.subarray(start, start + n).reduce((sum, one) => sum + one, 0) / n;
    }),
  );
  const sum = centered[0]!.map((value, cell) => value + centered[1]![cell]! + centered[2]![cell]!);
  const variance = sum.reduce((total, value) => total + value * value, 0);
  return Float32Array.from(
    centered,
    (term) => term.reduce((all, value, cell) => all + value * sum[cell]!, 0) / variance,
  );
}

function entropies(probabilities: Float32Array, n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) =>
    probabilities.subarray(i * n, i * n + n).reduce((sum, value) => sum - value * Math.log(value), 0),
  );
}

function identity(n: number): Float32Array {
  return Float32Array.from({ length: n * n }, (_, cell) => (cell % (n + 1) === 0 ? 1 : 0));
}

function nextRollout(mean: Float32Array, before: Float32Array, n: number): Float32Array {
  return before.map((value, cell) => {
    const [i, j] = [Math.floor(cell / n), cell % n];
    let attended = 0;
    for (let k = 0; k < n; k++) attended += mean[i * n + k]! * before[k * n + j]!;
    return (attended + value) / 2;
  });
}

function checkMatrix(actual: Float32Array, expected: Float32Array, what: string, most = bound): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, index) => {
    const want = expected[index]!;
    assert.ok(Math.abs(value - want) <= most * Math.max(1, Math.abs(want)), `${what}[${index}]: ${value} for ${want}`);
  });
}
