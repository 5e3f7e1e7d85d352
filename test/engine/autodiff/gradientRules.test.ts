import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differentiate } from '../../../src/engine/autodiff/differentiate';
import { gradientRules } from '../../../src/engine/autodiff/rules/gradientRules';
import type { Value } from '../../../src/engine/graph/graph';
import { float, GraphBuilder } from '../../../src/engine/graph/graphBuilder';
import type { Tensors } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/batch/inputTensors';
import { GraphError } from '../../../src/protocol/errors';
import { checkGradients, tensor, weighted } from './finiteDifferences';

interface Case {
  readonly op: string;
  readonly what: string;
  /** Shapes at run time. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Shapes that the graph is told, where they are not those. */
  readonly declared?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly integers?: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >;
  readonly build: (graph: GraphBuilder) => Value;
  readonly largest?: number;
}

const one = (op: string, attributes = {}): Case => ({
  op,
  what: 'elementwise',
  inputs: { x: [3, 4] },
  build: (graph) => graph.op(op, ['x'], attributes),
});
const two = (op: string, what: string, x: number[], y: number[], declared?: Case['declared']): Case => ({
  op,
  what,
  inputs: { x, y },
  declared,
  // Divisors stay away from zero.
  build: (graph) =>
    graph.op(op, ['x', op === 'Div' ? graph.op('Add', [graph.op('Mul', ['y', 'y']), graph.floats(1)]) : 'y']),
});
const gemm = (transA: number, transB: number): Case => ({
  op: 'Gemm',
  what: `transA ${transA}, transB ${transB}`,
  inputs: { x: transA === 1 ? [4, 3] : [3, 4], y: transB === 1 ? [2, 4] : [4, 2], z: [2] },
  build: (graph) => graph.op('Gemm', ['x', 'y', 'z'], { transA, transB }),
});
const names = { x: ['a', 'b'], y: ['c', 'b'] };

const cases: readonly Case[] = [
  ...['Add', 'Sub', 'Mul', 'Div'].flatMap((op) => [
    two(op, 'equal shapes', [3, 4], [3, 4]),
    two(op, 'a repeated row', [3, 4], [4]),
    two(op, 'a repeated column', [3, 4], [3, 1]),
    two(op, 'a repeated scalar', [], [3, 4]),
    two(op, 'both repeated', [3, 1], [2, 1, 4]),
    two(op, 'names that turn out to be equal', [3, 4], [3, 4], names),
    two(op, 'a name that turns out to be 1', [3, 4], [1, 4], names),
  ]),
  ...['Neg', 'Identity', 'Exp', 'Softplus', 'Gelu', 'Relu', 'Tanh', 'Sigmoid'].map((op) => one(op)),
  { ...one('Gelu', { approximate: 'tanh' }), what: 'with tanh' },
  one('Softmax', { axis: -1 }),
  one('LogSoftmax', { axis: -1 }),
  {
    op: 'Where',
    what: 'with a repeated side',
    inputs: { x: [3, 4], y: [4], z: [3, 4] },
    build: (graph) => graph.op('Where', [graph.op('Greater', ['z', graph.floats(0)]), 'x', 'y']),
  },
  {
    op: 'LayerNormalization',
    what: 'with scale and shift',
    inputs: { x: [3, 5], y: [5], z: [5] },
    build: (graph) => graph.op('LayerNormalization', ['x', 'y', 'z'], { epsilon: float(1e-7) }),
  },
  gemm(0, 0),
  gemm(0, 1),
  gemm(1, 0),
  gemm(1, 1),
  {
    op: 'MatMul',
    what: 'of stacks',
    inputs: { x: [2, 3, 4], y: [2, 4, 2] },
    build: (graph) => graph.op('MatMul', ['x', 'y']),
  },
  {
    op: 'MatMul',
    what: 'with a repeated matrix',
    inputs: { x: [2, 3, 4], y: [4, 2] },
    build: (graph) => graph.op('MatMul', ['x', 'y']),
  },
  {
    op: 'MatMul',
    what: 'with a repeated stack',
    inputs: { x: [3, 4], y: [2, 4, 2] },
    build: (graph) => graph.op('MatMul', ['x', 'y']),
  },
  ...[0, 1, -1].map((axis): Case => ({
    op: 'Gather',
    what: `rows asked for twice, axis ${axis}`,
    inputs: { x: [3, 4, 3] },
    integers: { i: { shape: [2, 2], values: [2, 0, 2, 1] } },
    build: (graph) => graph.op('Gather', ['x', 'i'], { axis }),
  })),
  {
    op: 'Gather',
    what: 'one row',
    inputs: { x: [3, 4] },
    build: (graph) => graph.op('Gather', ['x', graph.integers(1)], { axis: 1 }),
  },
  ...[0, 1].map((axis): Case => ({
    op: 'GatherElements',
    what: `axis ${axis}`,
    inputs: { x: [3, 3] },
    integers: { i: { shape: [2, 2], values: [2, 0, 2, 1] } },
    build: (graph) => graph.op('GatherElements', ['x', 'i'], { axis }),
  })),
  {
    op: 'Slice',
    what: 'from the middle',
    inputs: { x: [5, 4] },
    build: (graph) => graph.op('Slice', ['x', graph.integers([1]), graph.integers([3]), graph.integers([0])]),
  },
  {
    op: 'Slice',
    what: 'to beyond the end',
    inputs: { x: [5, 4] },
    build: (graph) => graph.op('Slice', ['x', graph.integers([1]), graph.integers([99]), graph.integers([-1])]),
  },
  {
    op: 'Slice',
    what: 'from the end',
    inputs: { x: [5, 4] },
    build: (graph) => graph.op('Slice', ['x', graph.integers([-2]), graph.integers([99]), graph.integers([0])]),
  },
  {
    op: 'Concat',
    what: 'of parts of several sizes',
    inputs: { x: [2, 3], y: [2, 1], z: [2, 2] },
    build: (graph) => graph.concat(['x', 'y', 'z'], -1),
  },
  { op: 'Abs', what: 'elementwise', inputs: { x: [3, 4] }, build: (graph) => graph.op('Abs', ['x']) },
  {
    op: 'Sqrt',
    what: 'of what is not near zero',
    inputs: { x: [3, 4] },
    build: (graph) => graph.op('Sqrt', [graph.add(graph.mul('x', 'x'), 1)]),
  },
  ...['ReduceMax', 'ReduceL2'].map((op): Case => ({
    op,
    what: 'over an axis',
    inputs: { x: [3, 4] },
    build: (graph) => graph.op(op, ['x', graph.integers([1])]),
  })),
  {
    op: 'Reshape',
    what: 'to a matrix',
    inputs: { x: [2, 6] },
    build: (graph) => graph.op('Reshape', ['x', graph.integers([3, -1])]),
  },
  {
    op: 'Squeeze',
    what: 'an axis',
    inputs: { x: [2, 1, 3] },
    build: (graph) => graph.op('Squeeze', ['x', graph.integers([1])]),
  },
  {
    op: 'Unsqueeze',
    what: 'an axis',
    inputs: { x: [2, 3] },
    build: (graph) => graph.op('Unsqueeze', ['x', graph.integers([1])]),
  },
  {
    op: 'Transpose',
    what: 'three axes',
    inputs: { x: [2, 3, 2] },
    build: (graph) => graph.transpose('x', [2, 0, 1]),
  },
  {
    op: 'Expand',
    what: 'a column',
    inputs: { x: [2, 1] },
    build: (graph) => graph.op('Expand', ['x', graph.integers([3, 2, 4])]),
  },
  ...['ReduceSum', 'ReduceMean'].flatMap((op): Case[] => [
    { op, what: 'one axis, kept', inputs: { x: [3, 4] }, build: (graph) => graph.op(op, ['x', graph.integers([1])]) },
    {
      op,
      what: 'one axis, dropped',
      inputs: { x: [3, 4] },
      build: (graph) => graph.op(op, ['x', graph.integers([0])], { keepdims: 0 }),
    },
    { op, what: 'all axes', inputs: { x: [3, 4] }, build: (graph) => graph.op(op, ['x'], { keepdims: 0 }) },
  ]),
  ...[1, 2].map((groups): Case => ({
    op: 'Conv',
    what: `${groups} groups`,
    inputs: { x: [2, 4, 5], y: [2, 4 / groups, 3], z: [2] },
    build: (graph) =>
      graph.op('Conv', ['x', 'y', 'z'], {
        kernel_shape: [3],
        pads: [1, 1],
        group: groups,
      }),
  })),
];

describe('gradient rules against finite differences', () => {
  for (const { op, what, inputs, declared, integers = {}, build, largest } of cases) {
    test(`${op}, ${what}`, async () => {
      const shapes = Object.fromEntries(Object.entries(integers).map(([name, { shape }]) => [name, shape]));
      const graph = weighted(declared ?? inputs, build, shapes);
      const feeds: Record<string, Tensors[string]> = {};
      Object.entries(inputs).forEach(([name, shape], i) => (feeds[name] = tensor(shape, i + 1)));
      for (const [name, { shape, values }] of Object.entries(integers)) feeds[name] = int64(values, shape);
      const checked = Object.keys(inputs).filter((name) => !(op === 'Where' && name === 'z'));
      await checkGradients(graph, 'target', feeds, checked, { largest: largest ?? 60 });
    });
  }

  test('every rule is held', () => {
    const held = new Set(cases.map(({ op }) => op));
    assert.deepEqual(
      Object.keys(gradientRules).filter((op) => !held.has(op)),
      [],
    );
  });
});

test('a value used several times gets the sum of its gradients', async () => {
  const graph = weighted({ x: [2, 3] }, (g) =>
    g.op('Mul', [g.op('Tanh', ['x']), g.op('Add', ['x', g.op('Exp', ['x'])])]),
  );
  await checkGradients(graph, 'target', { x: tensor([2, 3]) }, ['x']);
});

test('no gradient passes through a stop', async () => {
  const builder = new GraphBuilder('stopped');
  const x = builder.input('x', 'float32', [3]);
  const held = builder.op('Exp', [x]);
  builder.output('target', builder.op('Mul', [x, held]), 'float32', [3]);
  const graph = builder.build();
  const { graph: extended, gradients } = differentiate(graph, 'target', ['x'], new Set([held]));
  assert.ok(extended.build().nodes.length > graph.nodes.length);
  const gradient = extended.build().nodes.find(({ outputs }) => outputs[0] === gradients.get('x'));
  assert.deepEqual([gradient?.op, gradient?.inputs.includes(held)], ['Mul', true]);
});

test('an operator without a rule is named, and so is a value that the target does not depend on', () => {
  const graph = weighted({ x: [2], y: [2] }, (g) => g.op('Erf', ['x']));
  assert.throws(
    () => differentiate(graph, 'target', ['x']),
    (error) => error instanceof GraphError && /Erf/.test(error.message),
  );
  const other = weighted({ x: [2], y: [2] }, (g) => g.op('Exp', ['x']));
  assert.throws(() => differentiate(other, 'target', ['y']), /"target" does not depend on "y"/);
});
