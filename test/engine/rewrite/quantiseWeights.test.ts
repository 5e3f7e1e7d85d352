import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { GraphBuilder } from '../../../src/engine/graph/graphBuilder';
import { quantiseWeights } from '../../../src/engine/rewrite/quantiseWeights';
import { compiledGraph } from '../../../src/engine/runtime/compiledGraph';
import { openSession } from '../../../src/engine/runtime/openSession';
import { floats } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/tasks/inputTensors';

const directory = mkdtempSync(path.join(os.tmpdir(), 'quantise-'));
after(() => rmSync(directory, { recursive: true }));

const rows = 96;
const columns = 80;
const random = (seed: number) => (Math.imul(seed + 1, 2654435761) >>> 8) / 2 ** 24 - 0.5;
const tensors: Readonly<Record<string, Float32Array>> = {
  table: Float32Array.from({ length: rows * columns }, (_, i) => random(i)),
  matrix: Float32Array.from({ length: rows * columns }, (_, i) => random(7 * i + 3)),
  bias: Float32Array.from({ length: rows }, (_, i) => random(i + 99)),
  tiny: Float32Array.from({ length: 2 * rows }, (_, i) => random(i + 5)),
};
const weights = {
  readFloat32: async (name: string) => tensors[name]!,
  async *streamFloat32(name: string) {
    // Pieces that end in the middle of rows.
    for (let at = 0; at < tensors[name]!.length; at += 1001) yield tensors[name]!.subarray(at, at + 1001);
  },
};

/** matrix · table[ids] + bias, then a map to two numbers. */
function graph() {
  const builder = new GraphBuilder('quantise');
  const ids = builder.input('ids', 'int64', ['tokens']);
  const x = builder.op('Gather', [builder.weight('table', [rows, columns]), ids]);
  const matrix = builder.weight('matrix', [rows, columns]);
  const y = builder.op('Gemm', [x, matrix, builder.weight('bias', [rows])], { transB: { int: 1 } });
  builder.output('y', y, 'float32', ['tokens', rows]);
  builder.output('z', builder.op('Gemm', [y, builder.weight('tiny', [2, rows])], { transB: { int: 1 } }), 'float32', [
    'tokens',
    2,
  ]);
  return builder.build();
}

test('a graph in 8 bits gives nearly what it gave before', async () => {
  const run = async (name: string, build: typeof graph) => {
    const file = await compiledGraph(path.join(directory, name), name, { identity: 'test', graph: build, weights });
    const { session } = await openSession(file, 'cpu', 1);
    return floats(await session.run({ ids: int64([0, 17, 95], [3]) }), 'y').data;
  };
  const before = await run('before', graph);
  const after8 = await run('after', () => quantiseWeights(graph()));
  const spread = Math.sqrt(before.reduce((sum, value) => sum + value * value, 0) / before.length);
  const error = Math.sqrt(before.reduce((sum, value, i) => sum + (value - after8[i]!) ** 2, 0) / before.length);
  assert.ok(error > 0 && error < 0.02 * spread, `root mean square error ${error} of ${spread}`);
});

test('large matrices and tables change, small ones stay', () => {
  const { nodes, initializers } = quantiseWeights(graph());
  assert.deepEqual(
    nodes.map(({ op }) => op),
    ['Gather', 'Cast', 'Sub', 'Gather', 'Unsqueeze', 'Mul', 'DynamicQuantizeMatMul', 'Identity', 'Gemm', 'Identity'],
  );
  const exact = [...initializers].filter(([, { kind }]) => kind === 'weight').map(([name]) => name);
  assert.deepEqual(exact, ['bias', 'tiny']);
});
