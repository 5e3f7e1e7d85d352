import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertToFloat16 } from '../../../src/engine/rewrite/convertToFloat16';
import { relativeError, runSmallGraph, smallGraph } from './smallGraph';

test('a graph in fp16 gives what it gave before, to the precision of its weights', async () => {
  const before = await runSmallGraph('before', (graph) => graph);
  const error = relativeError(before, await runSmallGraph('fp16', (graph) => convertToFloat16(graph, 1000)));
  assert.ok(error > 0 && error < 2 ** -11, `relative error ${error}`);
});

test('tables are widened after the look-up, matrices once their other factor is there, small ones stay', () => {
  const { nodes, initializers } = convertToFloat16(smallGraph(), 1000);
  assert.deepEqual(
    nodes.map(({ op }) => op),
    ['Gather', 'Cast', 'Shape', 'Mul', 'Reshape', 'Cast', 'Gemm', 'Identity', 'Gemm', 'Identity'],
  );
  const looked = nodes[1]!.outputs[0];
  assert.deepEqual(nodes[2]!.inputs, [looked], 'the matrix waits for what was looked up');
  const kinds = Object.fromEntries([...initializers].map(([name, { kind }]) => [name, kind]));
  assert.deepEqual(kinds, {
    bias: 'weight',
    tiny: 'weight',
    'table.half': 'half',
    'matrix.half': 'half',
    'sameShape.zeros': 'inline',
  });
});
