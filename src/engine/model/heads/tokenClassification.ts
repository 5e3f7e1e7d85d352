import type { Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import { gridRows, type TokenGrid } from '../tokenGrid';

/** `classifier(dropout(h_i))`, logits [batch, tokens, labels]; `hidden` is the last layer's output, a row a token. */
export function tokenClassification(model: ModelContext, hidden: Value, grid: TokenGrid): Value {
  const { hiddenSize } = model.config;
  const labels = model.parameters.info('classifier.weight').shape[0] ?? 0;
  return perToken(model, 'classifier', model.dropout(hidden, [gridRows, hiddenSize]), grid, labels);
}

/** `qa_outputs(h_i)`, logits [batch, tokens, 2] of the token as an answer's first and as its last one. */
export function answerSpans(model: ModelContext, hidden: Value, grid: TokenGrid): Value {
  return perToken(model, 'qa_outputs', hidden, grid, 2);
}

function perToken(model: ModelContext, head: string, states: Value, grid: TokenGrid, outputs: number): Value {
  const { config, graph } = model;
  return graph.scope(head, () => {
    const logits = model.linear(states, head, config.hiddenSize, outputs);
    return graph.reshape(logits, graph.concat([grid.batch, grid.tokens, graph.integers([outputs])], 0));
  });
}
