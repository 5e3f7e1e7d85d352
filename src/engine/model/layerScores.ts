import { attentionTerms, type AttentionTerm } from '../../protocol/attentionTrace';
import type { Value } from '../graph/graph';
import {
  asFactor,
  attentionParameters,
  positionTerms,
  softmax,
  splitHeads,
  type AttentionInputs,
} from './disentangledAttention';
import type { ModelContext } from './modelContext';

/**
 * The attention of some heads of layer `layer` over one text, from that layer's input x [tokens, hidden] alone,
 * averaged over those heads. Outputs, all [tokens, tokens]: `c2c`, `c2p`, `p2c` as far as the model has them, `probs`,
 * and for each of them `alone.TERM` and `without.TERM`: the probabilities that the head would have of this term only,
 * and of all the others. `heads` is int64 [heads wanted].
 */
export function layerScores(model: ModelContext, layer: number, x: Value, heads: Value, inputs: AttentionInputs): void {
  const { graph } = model;
  const parameters = attentionParameters(model, layer, inputs);
  const wanted = (value: Value, axis: number) => graph.gather(value, heads, axis);
  const query = wanted(splitHeads(model, x, parameters.query, inputs.grid.splitShape), 1);
  const keyTransposed = asFactor(model, wanted(splitHeads(model, x, parameters.key, inputs.grid.splitShape), 1));
  const { keys, queries } = parameters.table;
  const table = { keys: keys && wanted(keys, 0), queries: queries && wanted(queries, 0) };
  const terms: Partial<Record<AttentionTerm, Value>> = {
    c2c: graph.matMul(query, keyTransposed),
    ...positionTerms(model, query, keyTransposed, table, inputs),
  };
  addMeans(model, terms);
}

function addMeans(model: ModelContext, terms: Partial<Record<AttentionTerm, Value>>): void {
  const { graph } = model;
  const output = (name: string, perHead: Value) => {
    const mean = graph.reduceMean(perHead, [0, 1], { keepDims: false });
    graph.output(name, mean, 'float32', ['tokens', 'tokens']);
  };
  const present = attentionTerms.flatMap((term) => {
    const scores = terms[term];
    return scores === undefined ? [] : [{ term, scores }];
  });
  output(
    'probs',
    softmax(
      model,
      present.map(({ scores }) => scores),
    ),
  );
  for (const { term, scores } of present) {
    output(term, scores);
    output(`alone.${term}`, softmax(model, [scores]));
    const others = present.filter((other) => other.term !== term).map((other) => other.scores);
    if (others.length > 0) output(`without.${term}`, softmax(model, others));
  }
}
