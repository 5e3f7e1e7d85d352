import { glinerOf } from '../../checkpoint/glinerConfig';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { ModelContext } from '../modelContext';
import type { WordsAndLabels } from './glinerParts';

/**
 * `token_level`: word t and label l have the logits `W₃ relu(W₀ [t₀; l₀; t₁ ∘ l₁])`, where t₀ and t₁ are the halves of
 * the word's projection, and so for the label. Only the last third of W₀ is applied to pairs.
 */
export function wordLogits(model: ModelContext, { words, labels, wordShape, batch }: WordsAndLabels): Value {
  const { graph } = model;
  const { hiddenSize: size } = glinerOf(model);
  const inner = 4 * size;
  const first = model.weight('scorer.out_mlp.0.weight', [inner, 3 * size]);
  const third = (index: number) => part(model, first, index, size);
  // [batch, words, 1, columns] and [batch, 1, labels, columns], so that their sums and products are of pairs.
  const ofWords = (rows: Value, columns: number) =>
    graph.unsqueeze(graph.reshape(rows, graph.concat([wordShape, graph.integers([columns])], 0)), [2]);
  const ofLabels = (rows: Value, columns: number) =>
    graph.reshape(rows, graph.concat([batch, graph.integers([1, -1, columns])], 0));

  const word = model.linear(words, 'scorer.proj_token', size, 2 * size);
  const label = model.linear(labels, 'scorer.proj_label', size, 2 * size);
  const half = (rows: Value, index: number) => part(model, rows, index, size);
  const bias = model.weight('scorer.out_mlp.0.bias', [inner]);
  const alone = graph.add(
    ofWords(model.affine(half(word, 0), third(0), bias), inner),
    ofLabels(model.affine(half(label, 0), third(1)), inner),
  );
  const products = graph.mul(ofWords(half(word, 1), size), ofLabels(half(label, 1), size));
  const together = model.affine(graph.reshape(products, [-1, size]), third(2));
  const hidden = activation(graph, 'relu', graph.add(graph.reshape(alone, [-1, inner]), together));
  const logits = model.linear(hidden, 'scorer.out_mlp.3', inner, 3);
  return graph.reshape(logits, graph.concat([wordShape, graph.integers([-1, 3])], 0));
}

/** Columns of a matrix: part `index` of those with `size` columns each. */
function part({ graph }: ModelContext, x: Value, index: number, size: number): Value {
  return graph.slice(x, [index * size], [(index + 1) * size], [1]);
}
