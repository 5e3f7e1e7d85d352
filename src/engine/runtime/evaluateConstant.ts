import type { Graph, Initializer, Value, ValueInfo } from '../graph/graph';
import { encodeGraph } from '../graph/encodeGraph';
import type { FloatTensor, Tensor } from './session';
import { Session, floats } from './session';

/** Reads a tensor of the checkpoint as float32. */
export type WeightReader = (tensor: string) => Promise<Float32Array>;

/** Runs a constant graph (no inputs, one output; weights by name) once, on the CPU, and returns its output. */
export async function evaluateConstant(graph: Graph, readWeight: WeightReader): Promise<FloatTensor> {
  const inputs: ValueInfo[] = [];
  const feeds: Record<string, Tensor> = {};
  const initializers = new Map<Value, Initializer>();
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'weight') {
      const { shape } = initializer;
      inputs.push({ name, type: 'float32', shape });
      feeds[name] = { type: 'float32', shape, data: await readWeight(initializer.tensor) };
    } else {
      initializers.set(name, initializer);
    }
  }
  const session = await Session.open(encodeGraph({ ...graph, inputs, initializers }), {
    provider: 'cpu',
    threads: 1,
    optimize: false,
  });
  try {
    return floats(await session.run(feeds), graph.name);
  } finally {
    await session.release();
  }
}
