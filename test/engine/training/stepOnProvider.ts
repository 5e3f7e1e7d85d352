import { encodeGraph } from '../../../src/engine/graph/encodeGraph';
import { floats, Session } from '../../../src/engine/runtime/session';
import { plainStep, siftAscent } from '../../../src/engine/training/graphs/classifierGraphs';
import { inputWeights } from '../../../src/engine/training/graphs/trainingGraph';
import { openReferenceCase } from './referenceCase';

/** Usage: stepOnProvider.ts PROVIDER FAMILY. Prints losses and gradients of a training step and SiFT's ascent. */
async function main(provider: 'cpu' | 'webgpu', family: string): Promise<void> {
  const { checkpoint, expected, feeds, labels } = await openReferenceCase(family);
  const classifier = {
    config: checkpoint.config,
    parameters: checkpoint.weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: false,
  } as const;
  const trained = [...inputWeights(plainStep(classifier, []).graph).keys()];
  const [batch = 0, tokens = 0] = feeds.input_ids?.shape ?? [];
  const { hiddenSize } = checkpoint.config;
  const filled = (shape: readonly number[], value: (i: number) => number) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { type: 'float32', shape, data: Float32Array.from({ length: count }, (_, i) => value(i)) } as const;
  };
  const delta = filled([batch * tokens, hiddenSize], (i) => 0.01 * Math.sin(i));
  const inputs = { ...feeds, ...labels, delta, clean_logits: filled([batch, 3], (i) => i / 6) };
  const result: Record<string, number[]> = {};
  for (const { graph } of [plainStep(classifier, trained), siftAscent(classifier)]) {
    const session = await Session.open(encodeGraph(graph), { provider, threads: 1, optimize: true });
    const names = new Set(graph.inputs.map(({ name }) => name));
    const outputs = await session.run(Object.fromEntries(Object.entries(inputs).filter(([name]) => names.has(name))));
    for (const name of Object.keys(outputs))
      result[`${graph.outputs.length}.${name}`] = [...floats(outputs, name).data];
  }
  console.log(JSON.stringify(result));
  await Promise.all([checkpoint.close(), expected.close()]);
}

void main(process.argv[2] === 'webgpu' ? 'webgpu' : 'cpu', process.argv[3] ?? '');
