import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { Graph } from '../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../src/engine/graph/graphBuilder';
import { compiledGraph } from '../../../src/engine/runtime/compiledGraph';
import { openSession } from '../../../src/engine/runtime/openSession';
import { floats } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/batch/inputTensors';

const directory = mkdtempSync(path.join(os.tmpdir(), 'rewrite-'));
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
    for (let index = 0; index < tensors[name]!.length; index += 1001)
      yield tensors[name]!.subarray(index, index + 1001);
  },
};

/** matrix · table[ids] + bias, then a map to two numbers. */
export function smallGraph() {
  const builder = new GraphBuilder('small');
  const ids = builder.input('ids', 'int64', ['tokens']);
  const x = builder.op('Gather', [builder.weight('table', [rows, columns]), ids]);
  const matrix = builder.weight('matrix', [rows, columns]);
  const y = builder.op('Gemm', [x, matrix, builder.weight('bias', [rows])], { transB: 1 });
  builder.output('y', y, 'float32', ['tokens', rows]);
  builder.output('z', builder.op('Gemm', [y, builder.weight('tiny', [2, rows])], { transB: 1 }), 'float32', [
    'tokens',
    2,
  ]);
  return builder.build();
}

/** The small graph's `y` for three ids, after a rewrite. */
export async function runSmallGraph(name: string, rewrite: (graph: Graph) => Graph): Promise<Float32Array> {
  const graph = () => rewrite(smallGraph());
  const file = await compiledGraph(path.join(directory, name), name, { identity: 'test', graph, weights });
  const { session } = await openSession(file, 'cpu', 1);
  const { data } = floats(await session.run({ ids: int64([0, 17, 95], [3]) }), 'y');
  await session.release();
  return data;
}

/** Root mean square of the differences, relative to that of `wanted`. */
export function relativeError(wanted: Float32Array, got: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(wanted.map((value, i) => value - got[i]!)) / square(wanted));
}
