import { glinerOf } from '../../checkpoint/glinerConfig';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { ModelContext } from '../modelContext';
import { projection, type WordsAndLabels } from './glinerParts';

const layer = 'span_rep_layer.span_rep_layer';

/**
 * `markerV0`: a span of the words i to j has the representation `W₃ relu(W₀ [sᵢ; eⱼ])`, of which each label takes the
 * product with its own. W₀ is applied to starts and ends before they meet, and W₃ to the labels, of which there are far
 * fewer than spans: the same numbers for a fraction of the work. Spans that reach beyond the last word end there.
 */
export function spanLogits(model: ModelContext, { words, labels, wordShape, batch }: WordsAndLabels): Value {
  const { graph } = model;
  const { hiddenSize: size, maxWidth } = glinerOf(model);
  const inner = 4 * size;
  const byWord = (rows: Value) => graph.reshape(rows, graph.concat([wordShape, graph.integers([inner])], 0));
  const first = model.weight(`${layer}.out_project.0.weight`, [inner, 2 * size]);
  const half = (index: number) => graph.slice(first, [index * size], [(index + 1) * size], [1]);
  const ends = (name: string) => activation(graph, 'relu', projection(model, words, `${layer}.${name}`));
  const starts = byWord(
    model.affine(ends('project_start'), half(0), model.weight(`${layer}.out_project.0.bias`, [inner])),
  );
  const lasts = graph.gather(byWord(model.affine(ends('project_end'), half(1))), lastWords(model, wordShape), 1);
  const spans = activation(graph, 'relu', graph.add(graph.unsqueeze(starts, [2]), lasts));

  const second = model.weight(`${layer}.out_project.3.weight`, [size, inner]);
  const secondBias = model.weight(`${layer}.out_project.3.bias`, [size]);
  const prompts = projection(model, labels, 'prompt_rep_layer');
  const factors = graph.reshape(
    model.affine(prompts, graph.transpose(second, [1, 0])),
    graph.concat([batch, graph.integers([-1, inner])], 0),
  );
  const offsets = graph.reshape(
    graph.matMul(prompts, graph.unsqueeze(secondBias, [1])),
    graph.concat([batch, graph.integers([1, -1])], 0),
  );
  const rows = graph.reshape(spans, graph.concat([batch, graph.integers([-1, inner])], 0));
  const logits = graph.add(graph.matMul(rows, graph.transpose(factors, [0, 2, 1])), offsets);
  return graph.reshape(logits, graph.concat([wordShape, graph.integers([maxWidth, -1])], 0));
}

/** The last word of each span, [words, width]. */
function lastWords(model: ModelContext, wordShape: Value): Value {
  const { graph } = model;
  const { maxWidth } = glinerOf(model);
  const count = graph.gather(wordShape, 1, 0);
  const starts = graph.op('Range', [graph.integers(0), count, graph.integers(1)]);
  const widths = graph.integers(Array.from({ length: maxWidth }, (_, width) => width));
  return graph.op('Min', [graph.add(graph.unsqueeze(starts, [1]), widths), graph.sub(count, graph.integers(1))]);
}
