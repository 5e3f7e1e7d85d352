import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { microsoftDomain, type Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import type { VocabularyProjection } from './maskedLanguageModel';

/** Which ids of the word table are real tokens: below `size`, not `mask` (math.md, "Ids above the last real token"). */
export interface Vocabulary {
  readonly size: number;
  readonly mask: number;
}

/** How the best tokens are found: by all logits, or by a search on 8-bit numbers whose finds are scored exactly. */
export type CandidateSearch = 'exact' | 'quantized';

/** A mask's candidates, best first: ids, exact logits [masks, count], log Σ exp over all real tokens [masks, 1]. */
export interface Candidates {
  readonly ids: Value;
  readonly logits: Value;
  readonly logNormalizer: Value;
}

/** From this many numbers in the word table on, reading it is most of the time of filling one mask. */
const largeTable = 32_000_000;

/** The faster search for a word table of this size. */
export function fasterSearch({ vocabSize, embeddingSize }: DebertaConfig): CandidateSearch {
  return vocabSize * embeddingSize < largeTable ? 'exact' : 'quantized';
}

/** Far below any logit: excluded from the softmax. */
const excludedLogit = -1e30;

/** The best `count` [1] tokens of each mask, without bringing the whole vocabulary's logits out of the graph. */
export function candidates(
  model: ModelContext,
  projection: VocabularyProjection,
  vocabulary: Vocabulary,
  search: CandidateSearch,
  count: Value,
): Candidates {
  const real = { ...projection, bias: realBias(model, projection.bias, vocabulary) };
  return search === 'exact' ? exactSearch(model, real, count) : quantizedSearch(model, real, count);
}

function exactSearch(model: ModelContext, { states, words, bias }: VocabularyProjection, count: Value): Candidates {
  const all = model.affine(states, words, bias);
  const [logits, ids] = best(model, all, count);
  return { ids, logits, logNormalizer: logSumExp(model, all) };
}

/**
 * For one mask, a product with a large table takes as long as it takes to read the table; so that product is done on
 * 8-bit numbers, a quarter of the bytes, to find a shortlist, whose logits are then computed exactly. Only the tail of
 * the normalizer, all that is not on the shortlist, stays approximate; it is shifted by the shortlist's mean error,
 * since most of the error comes from rounding the state and so is common to all words.
 */
function quantizedSearch(model: ModelContext, projection: VocabularyProjection, count: Value): Candidates {
  const { graph } = model;
  const approximate = quantizedLogits(model, projection);
  const [guesses, shortlist] = best(model, approximate, count);
  const exact = logitsOf(model, projection, shortlist);
  const excluded = graph.expand(excludedLogit, graph.shape(shortlist));
  const tail = graph.op('ScatterElements', [approximate, shortlist, excluded], { axis: 1 });
  const error = graph.reduceMean(graph.sub(exact, guesses), [1]);
  const tailSum = graph.add(logSumExp(model, tail), error);
  const [logits, order] = best(model, exact, count);
  return {
    ids: graph.gatherElements(shortlist, order, 1),
    logits,
    logNormalizer: logSumExp(model, graph.concat([tailSum, exact], 1)),
  };
}

/** The largest `count` of each row, largest first, and their columns. */
function best({ graph }: ModelContext, logits: Value, count: Value): [Value, Value] {
  return graph.ops('TopK', [logits, count], 2, { axis: 1 }) as [Value, Value];
}

function logSumExp({ graph }: ModelContext, logits: Value): Value {
  return graph.op('ReduceLogSumExp', [logits, graph.integers([1])]);
}

/** Exact logits [masks, targets] of `ids` [targets] for every mask. */
export function targetLogits(model: ModelContext, { states, words, bias }: VocabularyProjection, ids: Value): Value {
  const { graph } = model;
  return model.affine(states, graph.gather(words, ids), graph.gather(bias, ids));
}

/** Exact logits [masks, n] of `ids` [masks, n], each mask's own. */
function logitsOf({ graph }: ModelContext, { states, words, bias }: VocabularyProjection, ids: Value): Value {
  const column = graph.unsqueeze(states, [2]);
  const products = graph.squeeze(graph.matMul(graph.gather(words, ids), column), [2]);
  return graph.add(products, graph.gather(bias, ids));
}

/** The bias with everything that is not a real token excluded. Folded. */
function realBias({ graph, config }: ModelContext, bias: Value, { size, mask }: Vocabulary): Value {
  const unreal = [mask, ...Array.from({ length: Math.max(0, config.vocabSize - size) }, (_, i) => size + i)];
  const updates = graph.floats(unreal.map(() => excludedLogit));
  return graph.op('ScatterElements', [bias, graph.integers(unreal), updates], { axis: 0 });
}

/** states · wordsᵀ + bias on 8-bit numbers: rows of the table are quantized when it is packed, states as they come. */
function quantizedLogits({ graph }: ModelContext, { states, words, bias }: VocabularyProjection): Value {
  const { values, scales, zeroPoint } = graph.quantized(words);
  return graph.ops('DynamicQuantizeMatMul', [states, values, scales, zeroPoint, bias], 1, {}, microsoftDomain)[0]!;
}
