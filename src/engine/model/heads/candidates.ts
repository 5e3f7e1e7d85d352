import type { Value } from '../../graph/graph';
import { microsoftDomain } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import type { VocabularyProjection } from './maskedLanguageModel';

/** Which ids of the word table are real tokens: those below `size` but `mask` (math.md, "Ids above the last real token"). */
export interface Vocabulary {
  readonly size: number;
  readonly mask: number;
}

/** Candidates of each mask, best first: ids and exact logits [masks, count], and log Σ exp over all real tokens [masks, 1]. */
export interface Candidates {
  readonly ids: Value;
  readonly logits: Value;
  readonly logNormaliser: Value;
}

/** From this many numbers in the word table on, reading it is most of the time of filling one mask. */
const largeTable = 32_000_000;

/** Far below any logit: excluded from the softmax. */
const excludedLogit = -1e30;

/**
 * The vocabulary's best tokens without the vocabulary's logits. For one mask, a product with a large table takes as long
 * as it takes to read the table; so that product is done on 8-bit numbers, a quarter of the bytes, to find a shortlist,
 * whose logits are then computed exactly. Only the tail of the normaliser, all that is not on the shortlist, stays
 * approximate. `count` [1] is the length of the shortlist.
 */
export function candidates(
  model: ModelContext,
  projection: VocabularyProjection,
  vocabulary: Vocabulary,
  count: Value,
): Candidates {
  const { graph, config } = model;
  const bias = realBias(model, projection.bias, vocabulary);
  const take = (logits: Value) => graph.ops('TopK', [logits, count], 2, { axis: { int: 1 } });
  const lastAxis = graph.integers([1]);
  const size = config.vocabSize * config.embeddingSize;
  if (size < largeTable) {
    const all = model.affine(projection.states, projection.words, bias);
    const [logits, ids] = take(all) as [Value, Value];
    return { ids, logits, logNormaliser: graph.op('ReduceLogSumExp', [all, lastAxis]) };
  }
  const approximate = quantisedLogits(model, projection, bias);
  const [, shortlist] = take(approximate) as [Value, Value];
  const exact = logitsOf(model, { ...projection, bias }, shortlist);
  const excluded = graph.op('ConstantOfShape', [graph.op('Shape', [shortlist])]);
  const tail = graph.op(
    'ScatterElements',
    [approximate, shortlist, graph.op('Add', [excluded, graph.floats(excludedLogit)])],
    {
      axis: { int: 1 },
    },
  );
  const parts = graph.op('Concat', [graph.op('ReduceLogSumExp', [tail, lastAxis]), exact], { axis: { int: 1 } });
  const [logits, order] = take(exact) as [Value, Value];
  return {
    ids: graph.op('GatherElements', [shortlist, order], { axis: { int: 1 } }),
    logits,
    logNormaliser: graph.op('ReduceLogSumExp', [parts, lastAxis]),
  };
}

/** Exact logits of given ids: of `ids` [targets] for every mask, or of `ids` [masks, n] for each mask its own; [masks, n]. */
export function targetLogits(model: ModelContext, { states, words, bias }: VocabularyProjection, ids: Value): Value {
  const { graph } = model;
  return model.affine(states, graph.op('Gather', [words, ids]), graph.op('Gather', [bias, ids]));
}

function logitsOf({ graph }: ModelContext, { states, words, bias }: VocabularyProjection, ids: Value): Value {
  const column = graph.op('Unsqueeze', [states, graph.integers([2])]);
  const products = graph.op('Squeeze', [
    graph.op('MatMul', [graph.op('Gather', [words, ids]), column]),
    graph.integers([2]),
  ]);
  return graph.op('Add', [products, graph.op('Gather', [bias, ids])]);
}

/** The bias with everything that is not a real token excluded. Folded. */
function realBias({ graph, config }: ModelContext, bias: Value, { size, mask }: Vocabulary): Value {
  const unreal = [mask, ...Array.from({ length: Math.max(0, config.vocabSize - size) }, (_, i) => size + i)];
  const updates = graph.floats(unreal.map(() => excludedLogit));
  return graph.op('ScatterElements', [bias, graph.integers(unreal), updates], { axis: { int: 0 } });
}

/** states · wordsᵀ + bias on 8-bit numbers: rows of the table are quantised when it is packed, states as they come. */
function quantisedLogits({ graph }: ModelContext, { states, words }: VocabularyProjection, bias: Value): Value {
  const { values, scales, zeroPoint } = graph.quantised(words);
  const byColumn = graph.op('Transpose', [values], { perm: { ints: [1, 0] } });
  return graph.ops('DynamicQuantizeMatMul', [states, byColumn, scales, zeroPoint, bias], 1, {}, microsoftDomain)[0]!;
}
