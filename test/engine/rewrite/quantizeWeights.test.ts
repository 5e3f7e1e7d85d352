import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantizeWeights } from '../../../src/engine/rewrite/quantizeWeights';
import { relativeError, runSmallGraph, smallGraph } from './smallGraph';

test('a graph in 8 bits gives nearly what it gave before', async () => {
  const before = await runSmallGraph('before', (graph) => graph);
  const error = relativeError(before, await runSmallGraph('int8', quantizeWeights));
  assert.ok(error > 0 && error < 0.02, `relative error ${error}`);
});

test('large matrices and tables change, small ones stay', () => {
  const { nodes, initializers } = quantizeWeights(smallGraph());
  assert.deepEqual(
    nodes.map(({ op }) => op),
    ['Gather', 'Gather', 'Unsqueeze', 'Cast', 'Mul', 'DynamicQuantizeMatMul', 'Identity', 'Gemm', 'Identity'],
  );
  const exact = [...initializers].filter(([, { kind }]) => kind === 'weight').map(([name]) => name);
  assert.deepEqual(exact, ['bias', 'tiny']);
});
