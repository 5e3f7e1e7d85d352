import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IntegerTensor } from '../../../src/engine/runtime/session';
import { plainStep, siftStep } from '../../../src/engine/training/graphs/classifierGraphs';
import { ParameterSet } from '../../../src/engine/training/graphs/parameterSet';
import { globalNorm } from '../../../src/engine/training/optimizer/adamW';
import { inputWeights } from '../../../src/engine/training/graphs/trainingGraph';
import { TrainingSession } from '../../../src/engine/training/graphs/trainingSession';
import { referenceCase } from './referenceCase';

const words = 'deberta.embeddings.word_embeddings.weight';

test('gradients by row are those of the whole table, also after another batch', async () => {
  const { checkpoint, feeds, labels } = await referenceCase('v1-c2p-only-types');
  const { config, weights } = checkpoint;
  const classifier = {
    config,
    parameters: weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: false,
  } as const;
  const shapes = inputWeights(plainStep(classifier, []).graph);
  const trained = [...shapes.keys()];
  const open = async (byRow: boolean) => ({
    session: await TrainingSession.open(plainStep(classifier, trained, byRow), 1),
    parameters: await ParameterSet.read(checkpoint, shapes, trained, 1),
  });
  const [whole, byRow] = [await open(false), await open(true)];
  const ids = feeds.input_ids as IntegerTensor;
  const changed = { ...ids, data: ids.data.map((id) => (id > 10n ? id - 3n : id)) };
  for (const input_ids of [ids, changed]) {
    for (const { session, parameters } of [whole, byRow])
      await session.run(parameters, { ...feeds, ...labels, input_ids });
    for (const [index, { name, gradient }] of byRow.parameters.trained.entries()) {
      const wanted = whole.parameters.trained[index]!.gradient;
      gradient.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-6, `${name}[${i}]`));
    }
    const norms = [whole, byRow].map(({ parameters }) => globalNorm(parameters.trained));
    assert.ok(Math.abs(norms[0]! / norms[1]! - 1) < 1e-6, norms.join(' and '));
  }
  for (const { session } of [whole, byRow]) await session.release();
});

test('all shapes of a plain step are known up to names, so no broadcast is left for the run to find', async () => {
  const { checkpoint } = await referenceCase('v1-c2p-only-types');
  const { config, weights } = checkpoint;
  const classifier = {
    config,
    parameters: weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: true,
  } as const;
  const { graph } = plainStep(classifier, [...inputWeights(plainStep(classifier, []).graph).keys()]);
  const open = graph.nodes.filter(({ op }) => op === 'NonZero').map(({ outputs }) => outputs[0]);
  assert.deepEqual(open, []);
});

test('the tables that are only looked up are given out by row, in both kinds of steps', async () => {
  const { checkpoint } = await referenceCase('v1-c2p-only-types');
  const { config, weights } = checkpoint;
  const classifier = {
    config,
    parameters: weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: false,
  } as const;
  const trained = [...inputWeights(plainStep(classifier, []).graph).keys()];
  for (const step of [plainStep, siftStep]) {
    const tables = step(classifier, trained, true).rowGradients?.map(({ tensor, index }) => [tensor, index]);
    assert.deepEqual(tables, [
      [words, 'input_ids'],
      ['deberta.embeddings.token_type_embeddings.weight', 'token_type_ids'],
    ]);
  }
});
