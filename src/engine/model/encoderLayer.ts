import type { Dimension, Value } from '../graph/graph';
import { activation } from './activation';
import type { ModelContext } from './modelContext';
import { gridRows } from './tokenGrid';

/** Layer `layer` after its attention, for context and residual [rows, hidden]: projection, feed-forward, post-norms. */
export function layerOutput(
  model: ModelContext,
  layer: number,
  context: Value,
  residual: Value,
  rows: Dimension = gridRows,
): Value {
  const { graph, config } = model;
  const { hiddenSize, intermediateSize } = config;
  const prefix = `deberta.encoder.layer.${layer}`;

  const attended = model.linear(context, `${prefix}.attention.output.dense`, hiddenSize, hiddenSize);
  const attention = addNorm(
    model,
    model.dropout(attended, [rows, hiddenSize]),
    residual,
    `${prefix}.attention.output.LayerNorm`,
  );
  const inner = model.linear(attention, `${prefix}.intermediate.dense`, hiddenSize, intermediateSize);
  const active = activation(graph, config.hiddenAct, inner);
  const outer = model.linear(active, `${prefix}.output.dense`, intermediateSize, hiddenSize);
  return addNorm(model, model.dropout(outer, [rows, hiddenSize]), attention, `${prefix}.output.LayerNorm`);
}

function addNorm(model: ModelContext, x: Value, residual: Value, prefix: string): Value {
  return model.layerNorm(model.graph.add(x, residual), prefix, model.config.hiddenSize);
}
