import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeGraph } from '../../../src/engine/graph/encodeGraph';
import type { Graph, Initializer } from '../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../src/engine/graph/graphBuilder';
import { foldConstants } from '../../../src/engine/rewrite/foldConstants';
import { evaluateConstant } from '../../../src/engine/runtime/packWeights';
import { Session, floats } from '../../../src/engine/runtime/session';

const weights: Readonly<Record<string, Float32Array>> = {
  table: Float32Array.of(1, 2, 3, 4, 5, 6),
  bias: Float32Array.of(10, 20),
};

/** (x + 1)·tableᵀ + 2·bias, with the constants in need of folding: 2·bias, and the table's transpose. */
function graph(): Graph {
  const builder = new GraphBuilder('fold');
  const x = builder.input('x', 'float32', ['rows', 3]);
  const shifted = builder.op('Add', [x, builder.op('Neg', [builder.floats(-1)])]);
  const transposed = builder.transpose(builder.weight('table', [2, 3]), [1, 0]);
  const doubled = builder.op('Mul', [builder.weight('bias', [2]), builder.floats(2)]);
  builder.output('y', builder.op('Add', [builder.op('MatMul', [shifted, transposed]), doubled]), 'float32', [
    'rows',
    2,
  ]);
  return builder.build();
}

async function run(unpacked: Graph): Promise<number[]> {
  const initializers = new Map<string, Initializer>();
  for (const [name, initializer] of unpacked.initializers) initializers.set(name, await inline(initializer));
  const bytes = encodeGraph({ ...unpacked, initializers });
  const session = await Session.open(bytes, { provider: 'cpu', threads: 1, optimize: false });
  const result = await session.run({ x: { type: 'float32', shape: [1, 3], data: Float32Array.of(1, 0, -1) } });
  return [...floats(result, 'y').data];
}

async function inline(initializer: Initializer): Promise<Initializer> {
  if (initializer.kind === 'weight') {
    return { kind: 'inline', shape: initializer.shape, data: weights[initializer.tensor]! };
  }
  if (initializer.kind !== 'computed') return initializer;
  const { shape, data } = await evaluateConstant(initializer.graph, async (name) => weights[name]!);
  return { kind: 'inline', shape, data };
}

test('a folded graph gives what it gave before', async () => {
  const before = graph();
  const after = foldConstants(before);
  assert.deepEqual(await run(after), await run(before));
  assert.deepEqual(await run(after), [2 * 1 + 1 * 2 + 20, 2 * 4 + 1 * 5 + 40]);
});

test('what depends on weights alone is computed, what depends on nothing stays', () => {
  const { nodes, initializers } = foldConstants(graph());
  assert.deepEqual(
    nodes.map(({ op }) => op),
    ['Neg', 'Add', 'MatMul', 'Add', 'Identity'],
  );
  const kinds = [...initializers.values()].map(({ kind }) => kind).sort();
  assert.deepEqual(kinds, ['computed', 'computed', 'inline']);
});
