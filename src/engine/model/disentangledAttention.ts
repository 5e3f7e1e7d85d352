import type { AttentionTerm } from '../../protocol/attentionTrace';
import type { Value } from '../graph/graph';
import type { Projection, AttentionProjections } from './families/attentionProjections';
import { v1Projections } from './families/v1';
import { v2Projections } from './families/v2';
import type { ModelContext } from './modelContext';
import type { RelativeIndex } from './relativePosition';
import { projectTable, tableRows, type ProjectedTable } from './relativeTable';
import { zeroPadding, type TokenGrid } from './tokenGrid';

/** Everything that attention reads besides the hidden states; one per run, shared by all layers. */
export interface AttentionInputs {
  readonly grid: TokenGrid;
  /** The relative table and who sits where in it; undefined for a model without relative attention. */
  readonly relative?: { readonly table: Value; readonly index: RelativeIndex };
}

/** Scores and probabilities of one layer, [batch, heads, tokens, tokens]; terms the model lacks are absent. */
export interface AttentionScores {
  readonly terms: Readonly<Partial<Record<AttentionTerm, Value>>>;
  readonly probabilities: Value;
}

/** One layer's parameters in the form that the products take. */
export interface AttentionParameters {
  /** Scaled by 1/sqrt(d·s), so that every score comes out scaled. */
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly table: ProjectedTable;
}

/** Prepares layer `layer`: scales the query projection and projects the relative table. All of it is folded. */
export function attentionParameters(model: ModelContext, layer: number, inputs: AttentionInputs): AttentionParameters {
  const { graph, config } = model;
  const terms = 1 + config.posAttType.length;
  const scale = graph.floats(1 / Math.sqrt(config.attentionHeadSize * terms));
  const projections = findProjections(model, layer);
  const { weight, bias } = projections.query;
  return {
    query: { weight: graph.mul(weight, scale), bias: bias && graph.mul(bias, scale) },
    key: projections.key,
    value: projections.value,
    table: inputs.relative === undefined ? {} : projectTable(model, inputs.relative.table, projections, scale),
  };
}

/** Projects x [rows, hidden] and splits it by head: [batch, heads, tokens, size] for rows = batch·tokens. */
export function splitHeads(model: ModelContext, x: Value, { weight, bias }: Projection, shape: Value): Value {
  const rows = model.affine(x, weight, bias);
  return model.graph.transpose(model.graph.reshape(rows, shape), [0, 2, 1, 3]);
}

/**
 * Keys [batch, heads, tokens, size] as the right factor of a product with queries: their last two axes exchanged. The
 * runtime makes that a part of the product, while it would carry out a split and an exchange in one number by number.
 */
export function asFactor({ graph }: ModelContext, keys: Value): Value {
  return graph.transpose(keys, [0, 1, 3, 2]);
}

/** The rows of a projected table [heads, 2·span, size] that occur among the tokens. */
export function occurringRows({ graph, hooks }: ModelContext, table: Value, index: RelativeIndex): Value {
  // Training projects again in every step, so there the table is cut first (relativeTable).
  if (hooks !== undefined) return table;
  return graph.slice(table, index.firstRow, index.endRow, [tableRows]);
}

/** The scores of queries [.., heads, n, size] with the rows of Kr that occur, [.., heads, n, rows]. */
export function positionKeyScores(model: ModelContext, query: Value, keys: Value, index: RelativeIndex): Value {
  const { graph } = model;
  const columns = graph.transpose(occurringRows(model, keys, index), [0, 2, 1]);
  return graph.matMul(query, columns);
}

/**
 * Disentangled self-attention of one layer over x [batch·tokens, hidden] (DeBERTa, equation 4; with the released code,
 * position→content is gathered at δ(i, j), not at δ(j, i) as printed: math.md). Returns the context [batch·tokens,
 * hidden], before the output projection, zero at padding.
 */
export function disentangledAttention(
  model: ModelContext,
  x: Value,
  parameters: AttentionParameters,
  inputs: AttentionInputs,
): { readonly context: Value; readonly scores: AttentionScores } {
  const { graph, config } = model;
  const { grid } = inputs;
  const query = splitHeads(model, x, parameters.query, grid.splitShape);
  const keyTransposed = asFactor(model, splitHeads(model, x, parameters.key, grid.splitShape));
  const value = splitHeads(model, x, parameters.value, grid.splitShape);

  const c2c = graph.matMul(query, keyTransposed);
  const computed = { c2c, ...positionTerms(model, query, keyTransposed, parameters.table, inputs) };
  const { terms, context: hooked } = model.hooked(computed);
  const probabilities = softmax(model, Object.values(terms), grid.padding?.keys);
  const kept = model.dropout(probabilities, ['batch', config.numAttentionHeads, 'tokens', 'tokens']);

  const byHead = graph.transpose(hooked(graph.matMul(kept, value)), [0, 2, 1, 3]);
  const context = graph.reshape(byHead, [-1, config.hiddenSize]);
  return { context: zeroPadding(model, grid, context), scores: { terms, probabilities } };
}

/** Content→position and position→content, as far as the model has them. Both take the same index δ(i, j). */
export function positionTerms(
  model: ModelContext,
  query: Value,
  keyTransposed: Value,
  table: ProjectedTable,
  { relative }: AttentionInputs,
): Partial<Record<'c2p' | 'p2c', Value>> {
  const { graph } = model;
  if (relative === undefined) return {};
  const terms: Partial<Record<'c2p' | 'p2c', Value>> = {};
  if (table.keys !== undefined) {
    const all = positionKeyScores(model, query, table.keys, relative.index);
    terms.c2p = graph.gatherElements(all, relative.index.pairs, 3);
  }
  if (table.queries !== undefined) {
    const all = graph.matMul(occurringRows(model, table.queries, relative.index), keyTransposed);
    terms.p2c = graph.gatherElements(all, relative.index.pairs, 2);
  }
  return terms;
}

/** Softmax over the last axis of the sum of the terms; keys that are padding get no probability. */
export function softmax({ graph }: ModelContext, terms: readonly Value[], excluded?: Value): Value {
  const addends = excluded === undefined ? terms : [...terms, excluded];
  const scores = addends.reduce((sum, term) => graph.add(sum, term));
  return graph.softmax(scores);
}

/** Finds the projections of `deberta.encoder.layer.<layer>.attention.self` in either family's tensors. */
function findProjections(model: ModelContext, layer: number): AttentionProjections {
  const prefix = `deberta.encoder.layer.${layer}.attention.self`;
  return model.config.modelType === 'deberta' ? v1Projections(model, prefix) : v2Projections(model, prefix);
}
