import type { AttentionTerm } from '../../protocol/attentionTrace';
import type { Dimension, Value } from '../graph/graph';
import {
  asFactor,
  attentionParameters,
  occurringRows,
  positionKeyScores,
  softmax,
  splitHeads,
  type AttentionInputs,
  type AttentionParameters,
  type AttentionScores,
} from './disentangledAttention';
import { layerOutput } from './encoderLayer';
import type { ModelContext } from './modelContext';

/** The tokens that are queries: token `columns[q]` of text `rows[q]`, both [queries] int64. */
export interface Queries {
  readonly rows: Value;
  readonly columns: Value;
  /** Their number as shapes call it. */
  readonly count: Dimension;
}

/** A layer with only some tokens as queries: applied to their states [queries, hidden], it returns the next ones. */
export type QueriedLayer = (states: Value) => Value;

/** Called at each application of the layer, from 0, with its scores [queries, heads, 1, tokens] and its output. */
export type PassObserver = (pass: number, scores: AttentionScores, states: Value) => void;

/**
 * The last layer with keys and values from all of x [batch·tokens, hidden], but queries only where an answer is wanted:
 * for a mask, or for the [CLS] that is classified. It equals the whole layer at those tokens. What does not depend on
 * the query's state, so also position→content, is computed once however often the layer is applied.
 */
export function queriedLayer(
  model: ModelContext,
  layer: number,
  x: Value,
  inputs: AttentionInputs,
  queries: Queries,
  observe?: PassObserver,
): QueriedLayer {
  const { graph, config } = model;
  let passes = 0;
  const parameters = attentionParameters(model, layer, inputs);
  const ofQuery = (all: Value) => graph.gather(all, queries.rows);
  const keys = ofQuery(splitHeads(model, x, parameters.key, inputs.grid.splitShape));
  const values = ofQuery(splitHeads(model, x, parameters.value, inputs.grid.splitShape));
  const excluded = inputs.grid.padding && ofQuery(inputs.grid.padding.keys);
  const positions = positionScores(model, parameters, inputs, queries, keys);
  const splitShape = graph.integers([-1, 1, config.numAttentionHeads, config.attentionHeadSize]);
  const keysTransposed = asFactor(model, keys);

  return (states) => {
    const query = splitHeads(model, states, parameters.query, splitShape);
    const c2c = graph.matMul(query, keysTransposed);
    const computed = { c2c, c2p: positions.c2p?.(query), p2c: positions.p2c?.(query) };
    const { terms, context: hooked } = model.hooked(computed, ofQuery);
    const present = Object.values(terms).filter((term) => term !== undefined);
    const probabilities = softmax(model, present, excluded);
    const kept = model.dropout(probabilities, [queries.count, config.numAttentionHeads, 1, 'tokens']);
    const context = graph.reshape(hooked(graph.matMul(kept, values)), [-1, config.hiddenSize]);
    const output = layerOutput(model, layer, context, states, queries.count);
    observe?.(passes++, { terms, probabilities }, output);
    return output;
  };
}

/** The position terms of queries [queries, heads, 1, size] and `keys` [queries, heads, tokens, size]. */
function positionScores(
  model: ModelContext,
  { table }: AttentionParameters,
  { relative, grid }: AttentionInputs,
  queries: Queries,
  keys: Value,
): Partial<Record<Exclude<AttentionTerm, 'c2c'>, (query: Value) => Value>> {
  const { graph, config } = model;
  if (relative === undefined) return {};
  const rows = relative.index.rowsAt(queries.columns);
  const scores: ReturnType<typeof positionScores> = {};
  if (table.keys !== undefined) {
    const { keys: positionKeys } = table;
    const count = graph.shape(queries.columns);
    const heads = graph.integers([config.numAttentionHeads]);
    const shape = graph.concat([count, heads, graph.integers([1]), grid.tokens], 0);
    const index = graph.expand(graph.unsqueeze(rows, [1, 2]), shape);
    scores.c2p = (query) =>
      graph.gatherElements(positionKeyScores(model, query, positionKeys, relative.index), index, 3);
  }
  if (table.queries !== undefined) {
    const occurring = occurringRows(model, table.queries, relative.index);
    const relativeQueries = graph.transpose(graph.gather(occurring, rows, 1), [1, 0, 2, 3]);
    const products = graph.mul(relativeQueries, keys);
    const p2c = graph.unsqueeze(graph.reduceSum(products, [-1], { keepDims: false }), [2]);
    scores.p2c = () => p2c;
  }
  return scores;
}

/** The states of the queried tokens, [queries, hidden], out of x [batch·tokens, hidden]. */
export function queriedStates({ graph }: ModelContext, x: Value, tokens: Value, queries: Queries): Value {
  const row = graph.add(graph.mul(queries.rows, tokens), queries.columns);
  return graph.gather(x, row);
}
