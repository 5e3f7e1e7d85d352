import { Random } from '../src/base/random';
import { encodeGraph } from '../src/engine/graph/encodeGraph';
import type { Graph, Node } from '../src/engine/graph/graph';
import { GraphBuilder } from '../src/engine/graph/graphBuilder';
import type { FloatTensor, Tensors } from '../src/engine/runtime/session';
import { Session } from '../src/engine/runtime/session';

const isProduct = ({ op }: Node) => op === 'MatMul' || op === 'Gemm';

/** What no implementation of a step on this runtime can do without. */
export interface TrainingFloor {
  readonly graph: Graph;
  readonly inputs: Tensors;
}

/**
 * The bare matrix products of a training step, of both directions, by themselves: those of its own graph, in the shapes
 * that they have for `feeds`, over random numbers. A matrix that several products read is one here, too. Of each result
 * one row is given out, so that none is dropped and next to nothing is copied.
 */
export async function trainingFloor(step: Graph, feeds: Tensors): Promise<TrainingFloor> {
  const all = step.nodes.filter(isProduct);
  const shapes = await shapesOf(step, feeds, new Set(all.flatMap(({ inputs }) => inputs.filter(Boolean))));
  // A row of ones times a matrix is how gradients of biases are added up, no product that has to be.
  const products = all.filter(({ inputs: [left] }) => shapes.get(left!)?.length !== 2 || shapes.get(left!)![0] !== 1);
  const graph = new GraphBuilder('trainingFloor');
  const inputs: Record<string, FloatTensor> = {};
  products.forEach(({ op, inputs: names, attributes }, index) => {
    for (const name of names.filter(Boolean)) {
      if (inputs[name] !== undefined) continue;
      inputs[name] = random(shapes.get(name) ?? [], index);
      graph.input(name, 'float32', inputs[name].shape);
    }
    const result = graph.op(op, names, attributes);
    const first = graph.op('Slice', [result, graph.integers([0]), graph.integers([1]), graph.integers([-2])]);
    graph.output(`row.${index}`, first, 'float32', ['any']);
  });
  const { outputs, ...rest } = graph.build();
  return { graph: { ...rest, outputs: outputs.map(({ name, type }) => ({ name, type })) }, inputs };
}

/** Shapes of values in a run; those of inputs are known. */
async function shapesOf(
  graph: Graph,
  feeds: Tensors,
  values: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const computed = [...values].filter((name) => feeds[name] === undefined);
  const outputs = computed.map((name) => ({ name, type: 'float32' as const }));
  const session = await Session.open(encodeGraph({ ...graph, outputs }), {
    provider: 'cpu',
    threads: 1,
    optimize: false,
  });
  const results = await session.run(feeds);
  await session.release();
  return new Map([...Object.entries(feeds), ...Object.entries(results)].map(([name, { shape }]) => [name, shape]));
}

function random(shape: readonly number[], seed: number): FloatTensor {
  const generator = new Random(seed);
  const count = shape.reduce((product, size) => product * size, 1);
  return { type: 'float32', shape, data: Float32Array.from({ length: count }, () => generator.uniform() - 0.5) };
}
