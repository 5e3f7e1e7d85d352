import type { AttentionTerm } from '../../protocol/attentionTrace';
import type { Dimension, Value } from '../graph/graph';
import type { AttentionInputs, AttentionParameters, AttentionScores } from './disentangledAttention';
import {
  asFactor,
  attentionParameters,
  occurringRows,
  positionKeyScores,
  softmax,
  splitHeads,
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

/** A layer that answers for some tokens only; applied to their states [queries, hidden] it returns their next states. */
export type QueriedLayer = (states: Value) => Value;

/** Called at each application of the layer, counted from 0, with its scores [queries, heads, 1, tokens]. */
export type PassObserver = (pass: number, scores: AttentionScores) => void;

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
  const ofQuery = (all: Value) => graph.op('Gather', [all, queries.rows]);
  const keys = ofQuery(splitHeads(model, x, parameters.key, inputs.grid.splitShape));
  const values = ofQuery(splitHeads(model, x, parameters.value, inputs.grid.splitShape));
  const excluded = inputs.grid.padding && ofQuery(inputs.grid.padding.keys);
  const positions = positionScores(model, parameters, inputs, queries, keys);
  const splitShape = graph.integers([-1, 1, config.numAttentionHeads, config.attentionHeadSize]);
  const keysTransposed = asFactor(model, keys);

  return (states) => {
    const query = splitHeads(model, states, parameters.query, splitShape);
    const c2c = graph.op('MatMul', [query, keysTransposed]);
    const terms = { c2c, c2p: positions.c2p?.(query), p2c: positions.p2c?.(query) };
    const present = Object.values(terms).filter((term) => term !== undefined);
    const probabilities = softmax(model, present, excluded);
    observe?.(passes++, { terms, probabilities });
    const kept = model.dropout(probabilities, [queries.count, config.numAttentionHeads, 1, 'tokens']);
    const context = graph.op('Reshape', [graph.op('MatMul', [kept, values]), graph.integers([-1, config.hiddenSize])]);
    return layerOutput(model, layer, context, states, queries.count);
  };
}

/** The position terms of queries [queries, heads, 1, size] against `keys` [queries, heads, tokens, size], each [queries, heads, 1, tokens]. */
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
    const count = graph.op('Shape', [queries.columns]);
    const heads = graph.integers([config.numAttentionHeads]);
    const shape = graph.op('Concat', [count, heads, graph.integers([1]), grid.tokens], { axis: { int: 0 } });
    const index = graph.op('Expand', [graph.op('Unsqueeze', [rows, graph.integers([1, 2])]), shape]);
    scores.c2p = (query) =>
      graph.op('GatherElements', [positionKeyScores(model, query, positionKeys, relative.index), index], {
        axis: { int: 3 },
      });
  }
  if (table.queries !== undefined) {
    const occurring = occurringRows(model, table.queries, relative.index);
    const relativeQueries = graph.op('Transpose', [graph.op('Gather', [occurring, rows], { axis: { int: 1 } })], {
      perm: { ints: [1, 0, 2, 3] },
    });
    const products = graph.op('Mul', [relativeQueries, keys]);
    const p2c = graph.op('Unsqueeze', [
      graph.op('ReduceSum', [products, graph.integers([-1])], { keepdims: { int: 0 } }),
      graph.integers([2]),
    ]);
    scores.p2c = () => p2c;
  }
  return scores;
}

/** The states of the queried tokens, [queries, hidden], out of x [batch·tokens, hidden]. */
export function queriedStates({ graph }: ModelContext, x: Value, tokens: Value, queries: Queries): Value {
  const row = graph.op('Add', [graph.op('Mul', [queries.rows, tokens]), queries.columns]);
  return graph.op('Gather', [x, row]);
}
