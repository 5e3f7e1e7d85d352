import { glinerOf } from '../../checkpoint/glinerConfig';
import type { Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import { rowsAt, type TokenGrid } from '../tokenGrid';
import { lstm } from './wordLstm';
import { spanLogits } from './spanLogits';
import { wordLogits } from './wordLogits';

/**
 * How well each label fits each span, logits [batch, words, width, labels], or each word as an entity's first, last and
 * inner one, [batch, words, labels, 3]. Both labels and words stand for themselves by one token of `hidden`, the last
 * layer's output [batch·tokens, hidden] (math.md, "GLiNER heads").
 */
export function gliner(model: ModelContext, hidden: Value, grid: TokenGrid): Value {
  const { graph } = model;
  const { spanMode } = glinerOf(model);
  const wordPositions = graph.input('word_positions', 'int64', ['batch', 'words']);
  const wordCounts = graph.input('word_counts', 'int64', ['batch']);
  const labelPositions = graph.input('label_positions', 'int64', ['labels']);
  return graph.scope('gliner', () => {
    const statesAt = (columns: Value) => projected(model, graph.gather(hidden, rowsAt(model, grid, columns)));
    const wordShape = graph.shape(wordPositions);
    const words = lstm(model, statesAt(wordPositions), wordShape, wordCounts);
    const parts = { words, labels: statesAt(graph.unsqueeze(labelPositions, [0])), wordShape, batch: grid.batch };
    return spanMode === 'markerV0' ? spanLogits(model, parts) : wordLogits(model, parts);
  });
}

/** The encoder's states in the size of the layers on top of it. */
function projected(model: ModelContext, states: Value): Value {
  const { hiddenSize } = glinerOf(model);
  const encoderSize = model.config.hiddenSize;
  if (hiddenSize === encoderSize) return states;
  return model.linear(states, 'token_rep_layer.projection', encoderSize, hiddenSize);
}
