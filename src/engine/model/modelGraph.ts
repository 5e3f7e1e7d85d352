import type { ModelHead } from '../../protocol/engineApi';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import type { AttentionInputs } from './disentangledAttention';
import { embeddings } from './embeddings';
import type { LayerObserver } from './encoder';
import { encoder } from './encoder';
import type { CandidateSearch, Vocabulary } from './heads/candidates';
import { candidates, targetLogits } from './heads/candidates';
import type { VocabularyProjection } from './heads/maskedLanguageModel';
import { maskedLanguageModel, usesEnhancedMaskDecoder } from './heads/maskedLanguageModel';
import { replacedToken } from './heads/replacedToken';
import { sequenceClassification } from './heads/sequenceClassification';
import type { Parameters } from './modelContext';
import { ModelContext } from './modelContext';
import { relativeIndex } from './relativePosition';
import { relativeTable } from './relativeTable';
import { tokenGrid } from './tokenGrid';

/**
 * What a graph computes: a head's logits; `fill`: only the best candidates of masks, which needs to know which ids are
 * real tokens; `trace`: the hidden states, scores and probabilities of every layer. `padded` graphs take an attention
 * mask; without padding there is nothing to mask, and the graph is faster.
 */
export type GraphVariant =
  | { readonly head: ModelHead | 'trace'; readonly padded: boolean }
  | {
      readonly head: 'fill';
      readonly padded: boolean;
      readonly vocabulary: Vocabulary;
      readonly search: CandidateSearch;
    };

/** Relative positions reach further than training did; memory, which grows with the square of the length, bounds them. */
const longestRelativeInput = 1024;

/** Tokens that fit into one input: bounded by the absolute positions where the graph adds them. */
export function maxTokens(config: DebertaConfig, parameters: Parameters, head: GraphVariant['head']): number {
  const decodes = (head === 'mlm' || head === 'fill') && usesEnhancedMaskDecoder(config, parameters);
  const absolute = config.positionBiasedInput || decodes;
  return absolute ? config.maxPositionEmbeddings : Math.max(config.maxPositionEmbeddings, longestRelativeInput);
}

/**
 * A checkpoint's computation as a graph. Inputs, all int64: `input_ids` [batch, tokens], `attention_mask` (padded
 * variants) and `token_type_ids` (models that have them) of the same shape, `masked_positions` [masks, 2] (row, column)
 * for `mlm` and `fill`, `candidate_count` [1] and `target_ids` [targets] for `fill`. Outputs: `logits`: mlm [masks, vocabulary], classify
 * [batch, labels], rtd [batch, tokens]; for `fill` `candidate_ids` (int64) and `candidate_logits` [masks, candidates],
 * best first, `log_normaliser` [masks, 1] over all real tokens, and `target_logits` [masks, targets]; for `trace` `embeddings` and `hidden.L` [batch·tokens, hidden] and `c2c.L`, `c2p.L`, `p2c.L`, `probs.L` [batch, heads, tokens, tokens].
 * @throws CheckpointError when the checkpoint lacks a tensor or one has another shape than config.json implies
 */
export function modelGraph(config: DebertaConfig, parameters: Parameters, variant: GraphVariant): Graph {
  const graph = new GraphBuilder(`${config.modelType}.${variant.head}`);
  const model = new ModelContext(graph, config, parameters);
  const input = (name: string) => graph.input(name, 'int64', ['batch', 'tokens']);

  const inputIds = input('input_ids');
  const grid = tokenGrid(model, inputIds, variant.padded ? input('attention_mask') : undefined);
  const tokenTypeIds = config.typeVocabSize > 0 ? input('token_type_ids') : undefined;
  const embedded = embeddings(model, inputIds, grid, tokenTypeIds);
  const relative = config.relativeAttention && {
    table: relativeTable(model),
    index: relativeIndex(graph, config, grid, maxTokens(config, parameters, variant.head)),
  };
  addOutputs(model, variant, embedded, { grid, relative: relative || undefined });
  return graph.build();
}

function addOutputs(model: ModelContext, variant: GraphVariant, embedded: Value, inputs: AttentionInputs): void {
  const { graph, config } = model;
  const layers = config.numHiddenLayers;
  switch (variant.head) {
    case 'mlm': {
      const { states, words, bias } = decodeMasks(model, embedded, inputs);
      graph.output('logits', model.affine(states, words, bias), 'float32', ['masks', config.vocabSize]);
      return;
    }
    case 'fill': {
      const projection = decodeMasks(model, embedded, inputs);
      const count = graph.input('candidate_count', 'int64', [1]);
      const { ids, logits, logNormaliser } = candidates(model, projection, variant.vocabulary, variant.search, count);
      const targets = graph.input('target_ids', 'int64', ['targets']);
      graph.output('candidate_ids', ids, 'int64', ['masks', 'candidates']);
      graph.output('candidate_logits', logits, 'float32', ['masks', 'candidates']);
      graph.output('log_normaliser', logNormaliser, 'float32', ['masks', 1]);
      graph.output('target_logits', targetLogits(model, projection, targets), 'float32', ['masks', 'targets']);
      return;
    }
    case 'classify': {
      const hidden = encoder(model, embedded, inputs, layers - 1);
      graph.output('logits', sequenceClassification(model, hidden, inputs), 'float32', ['batch', 'labels']);
      return;
    }
    case 'rtd': {
      const hidden = encoder(model, embedded, inputs, layers);
      graph.output('logits', replacedToken(model, hidden, inputs.grid), 'float32', ['batch', 'tokens']);
      return;
    }
    case 'trace':
      graph.output('embeddings', embedded, 'float32', ['rows', config.hiddenSize]);
      encoder(model, embedded, inputs, layers, traceOutputs(model, inputs));
  }
}

/** The encoder but for its last layer, and the masks' way from there to the vocabulary. */
function decodeMasks(model: ModelContext, embedded: Value, inputs: AttentionInputs): VocabularyProjection {
  const { graph, config } = model;
  const positions = graph.input('masked_positions', 'int64', ['masks', 2]);
  const column = (index: number) => graph.op('Gather', [positions, graph.integers(index)], { axis: { int: 1 } });
  const hidden = encoder(model, embedded, inputs, config.numHiddenLayers - 1);
  return maskedLanguageModel(model, hidden, inputs, { rows: column(0), columns: column(1) });
}

/** Names every layer's hidden states, terms and probabilities as outputs. */
function traceOutputs({ graph, config }: ModelContext, { grid }: AttentionInputs): LayerObserver {
  const square = ['batch', config.numAttentionHeads, 'tokens', 'tokens'];
  return (layer, { terms, probabilities }, hidden) => {
    graph.output(`hidden.${layer}`, hidden, 'float32', ['rows', config.hiddenSize]);
    for (const [term, scores] of Object.entries(terms)) graph.output(`${term}.${layer}`, scores, 'float32', square);
    const real = grid.padding === undefined ? probabilities : graph.op('Mul', [probabilities, grid.padding.queries]);
    graph.output(`probs.${layer}`, real, 'float32', square);
  };
}
