import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { forward } from '../../src/engine/batch/forward';
import type { IntegerTensors } from '../../src/engine/batch/headInputs';
import { SafetensorsFile } from '../../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../../src/engine/loadedModel';
import type { FloatTensor, IntegerTensor } from '../../src/engine/runtime/session';
import type { ModelHead } from '../../src/protocol/engineApi';

/** What the authors' implementation computes with five tiny checkpoints; test/fixtures/reference/README.md. */
const reference = path.join(__dirname, '../fixtures/reference');
const families = ['v1-emd', 'v1-c2p-only-types', 'v2-conv', 'v3-small-like', 'v3-unshared-projected'];
const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'parity-'));
after(() => rmSync(cacheDirectory, { recursive: true }));

const relativeBound = 2e-5;

for (const family of families) {
  describe(family, () => {
    test('hidden states, terms and probabilities of every layer', async () => {
      const { model, expected } = await open(family, 'mlm');
      const names = [...expected.names].filter((name) => name.startsWith('trace.'));
      assert.ok(names.length > 10);
      const result = await forward(model.graphs({}), 'mlm', await masked(expected, 'input_ids'), true);
      for (const name of names) await checkTensor(result, name.slice('trace.'.length), expected, name);
    });

    test('masked-LM logits, two masks a row', async () => {
      const { model, expected } = await open(family, 'mlm');
      const inputs = await masked(expected, 'masked_input_ids');
      assert.deepEqual(inputs.get('masked_positions')?.shape, [4, 2]);
      await checkTensor(await forward(model.graphs({}), 'mlm', inputs, false), 'logits', expected, 'mlm.logits');
    });

    test('classification logits', async () => {
      const { model, expected } = await open(family, 'classify');
      const inputs = await integers(expected, ['input_ids', 'attention_mask', 'token_type_ids']);
      await checkTensor(await forward(model.graphs({}), 'classify', inputs, false), 'logits', expected, 'logits');
    });

    test('a padded batch and each row alone agree, and terms add up to what the softmax saw', async () => {
      const { model, expected } = await open(family, 'classify');
      const batch = await integers(expected, ['input_ids', 'attention_mask', 'token_type_ids']);
      const together = await forward(model.graphs({}), 'classify', batch, true);
      assert.ok(batch.get('attention_mask')!.data.includes(0n), 'the batch has padding');
      for (const row of [0, 1]) {
        const single = await forward(model.graphs({}), 'classify', rowOf(batch, row), true);
        for (const [name, tensor] of single) checkRow(together.get(name)!, row, tensor, name);
        for (let layer = 0; layer < model.checkpoint.config.numHiddenLayers; layer++) checkTerms(single, layer);
      }
    });
  });
}

for (const family of ['v2-conv', 'v3-small-like', 'v3-unshared-projected']) {
  test(`${family}: replaced-token logits`, async () => {
    const { model, expected } = await open(family, 'rtd');
    const inputs = await integers(expected, ['input_ids', 'attention_mask']);
    await checkTensor(
      await forward(model.graphs({}), 'rtd', inputs, false),
      'logits',
      expected,
      'logits',
      (index) => inputs.get('attention_mask')!.data[index] === 1n,
    );
  });
}

const opened: { close(): Promise<void> }[] = [];
after(() => Promise.all(opened.map((file) => file.close())));

async function open(family: string, head: ModelHead) {
  const directory = path.join(reference, family, head);
  const expected = await SafetensorsFile.open(path.join(directory, 'expected.safetensors'));
  const model = await LoadedModel.open(directory, { cacheDirectory, provider: 'cpu', threads: 1 });
  opened.push(model, expected);
  return { model, expected };
}

async function integers(file: SafetensorsFile, names: readonly string[]): Promise<Map<string, IntegerTensor>> {
  const tensors = new Map<string, IntegerTensor>();
  for (const name of names) {
    if (file.has(name))
      tensors.set(name, { type: 'int64', shape: file.info(name).shape, data: await file.readInt64(name) });
  }
  return tensors;
}

/** The inputs of a masked-LM case: `masked_labels` that are not 0 are the masks; masked runs have token types 0. */
async function masked(file: SafetensorsFile, ids: 'input_ids' | 'masked_input_ids'): Promise<IntegerTensors> {
  const inputs = await integers(
    file,
    ids === 'input_ids' ? [ids, 'attention_mask', 'token_type_ids'] : [ids, 'attention_mask'],
  );
  inputs.set('input_ids', inputs.get(ids)!);
  const labels = (await integers(file, ['masked_labels'])).get('masked_labels')!;
  const columns = labels.shape[1]!;
  const positions = [...labels.data].flatMap((label, index) =>
    label === 0n ? [] : [Math.floor(index / columns), index % columns],
  );
  inputs.set('masked_positions', {
    type: 'int64',
    shape: [positions.length / 2, 2],
    data: BigInt64Array.from(positions, BigInt),
  });
  return inputs;
}

function rowOf(batch: ReadonlyMap<string, IntegerTensor>, row: number): Map<string, IntegerTensor> {
  const mask = batch.get('attention_mask')!;
  const columns = mask.shape[1]!;
  const length = [...mask.data.subarray(row * columns, (row + 1) * columns)].filter((value) => value === 1n).length;
  return new Map(
    [...batch].map(([name, { data }]) => [
      name,
      { type: 'int64' as const, shape: [1, length], data: data.slice(row * columns, row * columns + length) },
    ]),
  );
}

async function checkTensor(
  result: ReadonlyMap<string, FloatTensor>,
  name: string,
  expected: SafetensorsFile,
  expectedName: string,
  counts: (index: number) => boolean = () => true,
): Promise<void> {
  const actual = result.get(name);
  assert.ok(actual, `${name} is computed`);
  assert.deepEqual(actual.shape, expected.info(expectedName).shape, `shape of ${name}`);
  const want = await expected.readFloat32(expectedName);
  want.forEach((value, position) => {
    if (counts(position)) checkClose(actual.data[position]!, value, `${name}[${position}]`);
  });
}

/** Compares the part of a batch that belongs to one row with that row's own result, whose axes may be shorter. */
function checkRow(batch: FloatTensor, row: number, single: FloatTensor, name: string): void {
  const { shape } = single;
  single.data.forEach((value, position) => {
    let rest = position;
    let offset = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = axis === 0 ? row : rest % shape[axis]!;
      offset += index * stride;
      stride *= batch.shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    checkClose(batch.data[offset]!, value, `${name}[row ${row}, ${position}]`);
  });
}

/** |c2c + c2p + p2c − total| < 1e-5, where the total is log p up to a constant of the row. */
function checkTerms(result: ReadonlyMap<string, FloatTensor>, layer: number): void {
  const [c2c, c2p, p2c, probabilities] = ['c2c', 'c2p', 'p2c', 'probs'].map((name) => result.get(`${name}.${layer}`)!);
  const columns = probabilities!.shape.at(-1)!;
  const sums = c2c!.data.map((value, index) => value + c2p!.data[index]! + p2c!.data[index]!);
  for (let start = 0; start < sums.length; start += columns) {
    const logSum = Math.log(sums.subarray(start, start + columns).reduce((total, value) => total + Math.exp(value), 0));
    for (let position = start; position < start + columns; position++) {
      const total = Math.log(probabilities!.data[position]!) + logSum;
      assert.ok(
        Math.abs(sums[position]! - total) < 1e-5,
        `layer ${layer}, ${position}: ${sums[position]} for ${total}`,
      );
    }
  }
}

function checkClose(actual: number, expected: number, what: string): void {
  const error = Math.abs(actual - expected);
  assert.ok(error <= relativeBound * Math.max(1, Math.abs(expected)), `${what}: ${actual} for ${expected}`);
}
