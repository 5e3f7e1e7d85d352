import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityPrompt, readWords, wordsOf } from '../../../src/engine/batch/glinerLogits';
import { modelGraph } from '../../../src/engine/model/modelGraph';
import { comparePrecision } from '../../../src/engine/precision/comparePrecision';
import { convertToFloat16 } from '../../../src/engine/rewrite/convertToFloat16';
import { foldConstants } from '../../../src/engine/rewrite/foldConstants';
import { quantizeWeights } from '../../../src/engine/rewrite/quantizeWeights';
import type { Precision } from '../../../src/protocol/engineApi';
import { golden } from '../glinerFiles';
import { openGliner } from './glinerFixture';

const reductions = { fp16: convertToFloat16, int8: quantizeWeights };

async function logitsOf(name: string, precision: Precision): Promise<Float32Array[]> {
  const model = await (await openGliner(name, {}, precision)).runner({});
  const words = wordsOf(model, golden.texts).filter(({ length }) => length > 0);
  const results: Float32Array[] = [];
  await readWords(model, entityPrompt(model, golden.labels), words, ({ data }, text) => (results[text] = data));
  return results;
}

/** Root of the mean square of the differences, in terms of that of the logits. */
function relativeError(exact: readonly Float32Array[], other: readonly Float32Array[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const all = exact.flatMap((values) => [...values]);
  const differences = exact.flatMap((values, text) => [...values].map((value, i) => value - other[text]![i]!));
  return Math.sqrt(square(differences) / square(all));
}

for (const name of ['span-1', 'span-lstm-1', 'token-1', 'token-lstm-1']) {
  for (const [precision, bound] of [
    ['fp16', 0.002],
    ['int8', 0.05],
  ] as const) {
    test(`${name} in ${precision} gives nearly the same logits`, async () => {
      const error = relativeError(await logitsOf(name, 'fp32'), await logitsOf(name, precision));
      assert.ok(error > 0 && error < bound, `relative error ${error}`);
    });
  }
}

test('linear maps and tables are reduced, the weights of the LSTM stay fp32', async () => {
  const { checkpoint } = await openGliner('span-lstm-2');
  const graph = foldConstants(modelGraph(checkpoint.config, checkpoint.weights, { kind: 'gliner', padded: true }));
  for (const reduce of Object.values(reductions)) {
    const { nodes, initializers } = reduce === convertToFloat16 ? convertToFloat16(graph, 64) : reduce(graph);
    const layers = nodes.filter(({ op }) => op === 'LSTM');
    assert.equal(layers.length, 2);
    for (const { inputs } of layers)
      assert.deepEqual(
        inputs.slice(1, 4).map((weight) => initializers.get(weight)?.kind),
        ['computed', 'computed', 'computed'],
      );
    const kinds = [...initializers.values()].map(({ kind }) => kind);
    assert.ok(kinds.includes('half') || kinds.includes('quantized'));
  }
});

test('precisions are compared by the entities that begin at each word', async () => {
  for (const name of ['span-lstm-1', 'token-1']) {
    const exact = await (await openGliner(name)).runner({});
    const same = await comparePrecision(exact, exact);
    assert.deepEqual([same.agreement, same.meanDivergence], [1, 0]);
    const other = await (await openGliner(name, {}, 'int8')).runner({});
    const { answers, agreement, meanDivergence = 0 } = await comparePrecision(exact, other);
    assert.ok(answers > 10, `${answers} words at which either finds an entity`);
    // Random weights find next to nothing for certain.
    assert.ok(agreement > 0.7 && meanDivergence > 0, `${agreement} ${meanDivergence}`);
  }
});
