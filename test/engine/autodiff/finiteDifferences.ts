import assert from 'node:assert/strict';
import { differentiate } from '../../../src/engine/autodiff/differentiate';
import { encodeGraph } from '../../../src/engine/graph/encodeGraph';
import type { Graph, Value } from '../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../src/engine/graph/graphBuilder';
import { Session, floats, type FloatTensor, type Tensors } from '../../../src/engine/runtime/session';

/** Numbers in (−1, 1) that are the same in every run. */
export function numbers(count: number, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

export function tensor(shape: readonly number[], seed = 1): FloatTensor {
  return {
    type: 'float32',
    shape,
    data: numbers(
      shape.reduce((product, size) => product * size, 1),
      seed,
    ),
  };
}

/**
 * Holds the gradients of a graph's output `target` with respect to inputs: along every axis of small tensors, along
 * random directions of large ones, against central differences.
 */
export async function checkGradients(
  graph: Graph,
  target: Value,
  feeds: Tensors,
  values: readonly Value[],
  { step = 1e-2, bound = 2e-3, largest = 60, stops }: CheckOptions = {},
): Promise<void> {
  const { graph: builder, gradients } = differentiate(graph, target, values, stops);
  for (const [value, gradient] of gradients) builder.output(`grad:${value}`, gradient, 'float32', ['any']);
  const session = await open(withoutShapes(builder.build()));
  const results = await session.run(feeds);
  for (const name of values) {
    const input = floats(feeds, name);
    const gradient = floats(results, `grad:${name}`);
    assert.deepEqual(gradient.shape, input.shape, `shape of the gradient of ${name}`);
    for (const direction of directions(input, largest)) {
      const index = async (distance: number) => {
        const data = input.data.map((value, i) => value + distance * direction[i]!);
        const { [target]: moved } = await session.run({ ...feeds, [name]: { ...input, data } }, [target]);
        return (moved as FloatTensor).data.reduce((sum, value) => sum + value, 0);
      };
      const measured = ((await index(step)) - (await index(-step))) / (2 * step);
      const claimed = gradient.data.reduce((sum, value, i) => sum + value * direction[i]!, 0);
      const error = Math.abs(measured - claimed) / Math.max(1, Math.abs(measured));
      assert.ok(error < bound, `${name}: gradient ${claimed}, differences ${measured}`);
    }
  }
  await session.release();
}

export interface CheckOptions {
  readonly step?: number;
  readonly bound?: number;
  readonly largest?: number;
  readonly stops?: ReadonlySet<Value>;
}

function directions({ data }: FloatTensor, largest: number): Float32Array[] {
  if (data.length <= largest) {
    return [...data].map((_, axis) => Float32Array.from(data, (_value, i) => (i === axis ? 1 : 0)));
  }
  const length = Math.sqrt(data.length);
  return [1, 2, 3].map((seed) => numbers(data.length, seed * 77).map((value) => (value * 1.7) / length));
}

/** A graph whose gradient outputs tell no shape, since only a run knows it. */
function withoutShapes(graph: Graph): Graph {
  return {
    ...graph,
    outputs: graph.outputs.map(({ name, type, shape }) =>
      name.startsWith('grad:') ? { name, type } : { name, type, shape },
    ),
  };
}

export function open(graph: Graph): Promise<Session> {
  return Session.open(encodeGraph(graph), { provider: 'cpu', threads: 1, optimize: true });
}

/** A graph over float inputs whose output `target` is the sum of `build`'s value times fixed weights. */
export function weighted(
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  build: (graph: GraphBuilder) => Value,
  integers: Readonly<Record<string, readonly (number | string)[]>> = {},
): Graph {
  const graph = new GraphBuilder('rule');
  for (const [name, shape] of Object.entries(inputs)) graph.input(name, 'float32', shape);
  for (const [name, shape] of Object.entries(integers)) graph.input(name, 'int64', shape);
  const flat = graph.reshape(build(graph), [-1]);
  // Weights that differ from element to element: -0.7, -0.6, …
  const count = graph.squeeze(graph.shape(flat));
  const index = graph.cast(graph.op('Range', [graph.integers(0), count, graph.integers(1)]), 'float32');
  const product = graph.mul(flat, graph.sub(graph.mul(index, 0.1), 0.7));
  graph.output('target', graph.op('ReduceSum', [product], { keepdims: 0 }), 'float32', []);
  return graph.build();
}
