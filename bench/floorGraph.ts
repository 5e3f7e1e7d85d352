import type { DebertaConfig } from '../src/engine/checkpoint/debertaConfig';
import type { Graph, Value } from '../src/engine/graph/graph';
import { GraphBuilder } from '../src/engine/graph/graphBuilder';
import { relativeRow } from '../src/engine/model/relativePosition';
import type { Tensors } from '../src/engine/runtime/session';

/** Rows of the relative table that occur among `tokens` tokens. */
export function occurringRowCount(config: DebertaConfig, tokens: number): number {
  return relativeRow(tokens - 1, config) - relativeRow(1 - tokens, config) + 1;
}

/**
 * The bare matrix products of a forward pass, with the checkpoint's own weights and the shapes of `tokens` tokens: what
 * no implementation on this runtime can do without. Products follow one another through their outputs, so none is
 * dropped.
 */
export function floorGraph(config: DebertaConfig): Graph {
  const graph = new GraphBuilder('floor');
  const { hiddenSize, intermediateSize } = config;
  let x: Value = graph.input('x', 'float32', ['tokens', hiddenSize]);
  let y: Value = graph.input('y', 'float32', ['heads', 'tokens', 'size']);
  const factors = ['keys', 'values', 'relativeKeys', 'relativeQueries'].map((name) =>
    graph.input(name, 'float32', ['heads', `${name}.rows`, `${name}.columns`]),
  );
  const product = (name: string, input: number, output: number) => {
    const weight = graph.weight(`${name}.weight`, [output, input]);
    x = graph.op('Gemm', [x, weight, graph.weight(`${name}.bias`, [output])], { transB: 1 });
  };
  for (let layer = 0; layer < config.numHiddenLayers; layer++) {
    const prefix = `deberta.encoder.layer.${layer}`;
    for (const name of ['query_proj', 'key_proj', 'value_proj']) {
      product(`${prefix}.attention.self.${name}`, hiddenSize, hiddenSize);
    }
    for (const factor of factors) y = graph.op('MatMul', [y, factor]);
    product(`${prefix}.attention.output.dense`, hiddenSize, hiddenSize);
    product(`${prefix}.intermediate.dense`, hiddenSize, intermediateSize);
    product(`${prefix}.output.dense`, intermediateSize, hiddenSize);
  }
  graph.output('outX', x, 'float32', ['tokens', hiddenSize]);
  graph.output('outY', y, 'float32', ['heads', 'tokens', 'size']);
  return graph.build();
}

/** Random inputs of the floor, scaled so that long chains of products neither overflow nor fade into denormals. */
export function floorInputs(config: DebertaConfig, tokens: number): Tensors {
  const { hiddenSize, numAttentionHeads: heads, attentionHeadSize: size } = config;
  const relative = occurringRowCount(config, tokens);
  const random = (shape: readonly number[], spread: number) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => spread * (Math.random() - 0.5));
    return { type: 'float32', shape, data } as const;
  };
  const factor = (rows: number, columns: number) => random([heads, rows, columns], Math.sqrt(12 / rows));
  return {
    x: random([tokens, hiddenSize], 1),
    y: random([heads, tokens, size], 1),
    keys: factor(size, tokens),
    values: factor(tokens, size),
    relativeKeys: factor(size, relative),
    relativeQueries: factor(relative, size),
  };
}
