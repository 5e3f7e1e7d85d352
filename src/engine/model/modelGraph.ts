import type { ModelHead, ModelPart } from '../../protocol/engineApi';
import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import type { AttentionInputs } from './disentangledAttention';
import { statisticsOutputs } from './attentionStatistics';
import { embeddings } from './embeddings';
import { encoder, type LayerObserver } from './encoder';
import { candidates, targetLogits, type CandidateSearch, type Vocabulary } from './heads/candidates';
import { gliclass, gliclassPlaces, segmentEmbeddings } from './heads/gliclass';
import { gliner } from './heads/gliner';
import { maskedLanguageModel, usesEnhancedMaskDecoder, type VocabularyProjection } from './heads/maskedLanguageModel';
import { layerGuesses } from './layerGuesses';
import { replacedToken } from './heads/replacedToken';
import { sequenceClassification } from './heads/sequenceClassification';
import { answerSpans, tokenClassification } from './heads/tokenClassification';
import { layerScores } from './layerScores';
import { ModelContext, type Parameters, type GraphHooks } from './modelContext';
import type { PassObserver } from './queriedLayer';
import { relativeIndex } from './relativePosition';
import { relativeTable } from './relativeTable';
import { tokenGrid, type TokenGrid } from './tokenGrid';

/**
 * What a graph computes: a head's logits; `fill`: only the best candidates of masks, which needs to know which ids are
 * real tokens; `trace`: the hidden states, scores and probabilities of every layer; `statistics`: the hidden states and
 * what tells heads apart; `layer`: one layer's attention from its hidden states; `layers`: what a head says after each
 * layer; `decoder`: where masks look when they
 * are decoded. `padded` graphs take an attention mask; without padding there is nothing to mask, and the graph is
 * faster. `without` leaves parts of the model out.
 */
export type ModelVariant =
  | {
      readonly kind: Exclude<ModelHead, 'gliclass'> | 'trace';
      readonly padded: boolean;
      readonly without?: readonly ModelPart[];
    }
  | { readonly kind: 'gliclass'; readonly padded: boolean }
  | { readonly kind: 'statistics' | 'decoder'; readonly padded: false }
  | { readonly kind: 'layer'; readonly padded: false; readonly layer: number }
  | { readonly kind: 'layers'; readonly padded: false; readonly head: 'mlm' | 'rtd' }
  | {
      readonly kind: 'fill';
      readonly padded: boolean;
      readonly vocabulary: Vocabulary;
      readonly search: CandidateSearch;
      readonly without?: readonly ModelPart[];
    };

/** An answer along the way from a baseline to the text (explain/answerGraph), with or without its gradient. */
export interface ExplainVariant {
  readonly kind: 'explain';
  readonly head: Exclude<ModelHead, 'choice'>;
  readonly gradient: boolean;
  readonly padded: false;
}

export type GraphVariant = ModelVariant | ExplainVariant;

/** Relative positions reach beyond the trained length; memory, which grows with its square, sets this limit. */
const maxRelativeInput = 1024;

/** Tokens that fit into one input: bounded by the absolute positions where the graph adds them. */
export function maxTokens(config: DebertaConfig, parameters: Parameters, kind: GraphVariant['kind']): number {
  const decodes = ['mlm', 'fill', 'decoder', 'layers'].includes(kind) && usesEnhancedMaskDecoder(config, parameters);
  const absolute = config.positionBiasedInput || decodes;
  return absolute ? config.maxPositionEmbeddings : Math.max(config.maxPositionEmbeddings, maxRelativeInput);
}

/**
 * A checkpoint's computation as a graph. Inputs, all int64: `input_ids` [batch, tokens], `attention_mask` (padded
 * variants) and `token_type_ids` (models that have them) of the same shape, `masked_positions` [masks, 2] (row, column)
 * for `mlm` and `fill`, `candidate_count` [1] and `target_ids` [targets] for `fill`. Outputs: `logits`: mlm [masks,
 * vocabulary], classify [batch, labels], choice [batch, 1], rtd [batch, tokens], tokens [batch, tokens, labels], qa
 * [batch, tokens, 2] (start, end), gliclass [batch, labels], which also takes `label_positions` [batch, labels] and
 * `text_positions` [batch, 1], gliner (whose inputs are `word_positions` [batch, words], the column of each word's
 * token, `word_counts` [batch] and `label_positions` [labels]) as heads/gliner says; for `fill` `candidate_ids` (int64)
 * and `candidate_logits` [masks, candidates], best first, `log_normalizer` [masks, 1] over all real tokens, and
 * `target_logits` [masks, targets]; for `trace` `embeddings` and `hidden.L` [batch·tokens, hidden] and `c2c.L`,
 * `c2p.L`, `p2c.L`, `probs.L` [batch, heads, tokens, tokens]; `decoder` takes what `mlm` takes and gives `logits` and
 * the terms and `probs` of pass P as `c2c.P` … [masks, heads, 1, tokens]. For `layers` see layerGuesses, for
 * `statistics` statisticsOutputs, for
 * `layer`, whose inputs are `states` [tokens, hidden] and `heads` [heads wanted], layerScores.
 * @throws CheckpointError when the checkpoint lacks a tensor or one has another shape than config.json implies
 */
export function modelGraph(
  config: DebertaConfig,
  parameters: Parameters,
  variant: ModelVariant,
  hooks?: GraphHooks,
): Graph {
  const graph = new GraphBuilder(`${config.modelType}.${variant.kind}`);
  const without = 'without' in variant ? variant.without : [];
  const model = new ModelContext(graph, config, parameters, hooks, without);
  const limit = maxTokens(config, parameters, variant.kind);
  if (variant.kind === 'layer') {
    addLayer(model, variant.layer, limit);
    return graph.build();
  }
  const input = (name: string) => graph.input(name, 'int64', ['batch', 'tokens']);

  const inputIds = input('input_ids');
  const attentionMask = variant.padded ? input('attention_mask') : undefined;
  const grid = tokenGrid(model, graph.shape(inputIds), { attentionMask });
  const tokenTypeIds = config.typeVocabSize > 0 ? input('token_type_ids') : undefined;
  if (variant.kind === 'gliclass') {
    addGliclass(model, inputIds, tokenTypeIds, attentionInputs(model, grid, limit));
    return graph.build();
  }
  const embedded = embeddings(model, inputIds, grid, tokenTypeIds);
  addOutputs(model, variant, embedded, attentionInputs(model, grid, limit));
  return graph.build();
}

function attentionInputs(model: ModelContext, grid: TokenGrid, limit: number): AttentionInputs {
  if (!model.config.relativeAttention) return { grid };
  const index = relativeIndex(model.graph, model.config, grid, limit);
  return { grid, relative: { table: relativeTable(model, index), index } };
}

/** One layer by itself: its input is given, and so is which heads to score. */
function addLayer(model: ModelContext, layer: number, limit: number): void {
  const { graph, config } = model;
  const states = graph.input('states', 'float32', ['tokens', config.hiddenSize]);
  const heads = graph.input('heads', 'int64', ['heads']);
  const tokens = graph.slice(graph.shape(states), [0], [1]);
  const shape = graph.concat([graph.integers([1]), tokens], 0);
  const grid = tokenGrid(model, shape, { scoredHeads: graph.shape(heads) });
  layerScores(model, layer, states, heads, attentionInputs(model, grid, limit));
}

/** All labels of each text in one pass, from where they are in its row. */
function addGliclass(
  model: ModelContext,
  inputIds: Value,
  tokenTypeIds: Value | undefined,
  inputs: AttentionInputs,
): void {
  const { graph, config } = model;
  const around = config.gliclass;
  if (around === undefined) throw new CheckpointError(plain`This checkpoint is not a GLiClass model. Choose another.`);
  const places = gliclassPlaces(model);
  const segments = around.usesSegments ? segmentEmbeddings(model, inputs.grid, places) : undefined;
  const embedded = embeddings(model, inputIds, inputs.grid, tokenTypeIds, segments);
  graph.output('logits', gliclass(model, around, embedded, inputs, places), 'float32', ['batch', 'labels']);
}

type WholeVariant = Exclude<ModelVariant, { readonly kind: 'layer' | 'gliclass' }>;

function addOutputs(model: ModelContext, variant: WholeVariant, embedded: Value, inputs: AttentionInputs): void {
  const { graph, config } = model;
  const layers = config.numHiddenLayers;
  switch (variant.kind) {
    case 'mlm': {
      const { states, words, bias } = decodeMasks(model, embedded, inputs);
      graph.output('logits', model.affine(states, words, bias), 'float32', ['masks', config.vocabSize]);
      return;
    }
    case 'fill': {
      const projection = decodeMasks(model, embedded, inputs);
      const count = graph.input('candidate_count', 'int64', [1]);
      const { ids, logits, logNormalizer } = candidates(model, projection, variant.vocabulary, variant.search, count);
      const targets = graph.input('target_ids', 'int64', ['targets']);
      graph.output('candidate_ids', ids, 'int64', ['masks', 'candidates']);
      graph.output('candidate_logits', logits, 'float32', ['masks', 'candidates']);
      graph.output('log_normalizer', logNormalizer, 'float32', ['masks', 1]);
      graph.output('target_logits', targetLogits(model, projection, targets), 'float32', ['masks', 'targets']);
      return;
    }
    case 'classify':
    case 'choice': {
      const hidden = encoder(model, embedded, inputs, layers - 1);
      graph.output('logits', sequenceClassification(model, hidden, inputs), 'float32', ['batch', 'labels']);
      return;
    }
    case 'rtd': {
      const hidden = encoder(model, embedded, inputs, layers);
      graph.output('logits', replacedToken(model, hidden, inputs.grid), 'float32', ['batch', 'tokens']);
      return;
    }
    case 'tokens': {
      const hidden = encoder(model, embedded, inputs, layers);
      graph.output('logits', tokenClassification(model, hidden, inputs.grid), 'float32', ['batch', 'tokens', 'labels']);
      return;
    }
    case 'qa': {
      const hidden = encoder(model, embedded, inputs, layers);
      graph.output('logits', answerSpans(model, hidden, inputs.grid), 'float32', ['batch', 'tokens', 2]);
      return;
    }
    case 'gliner': {
      const shape = [
        'batch',
        'words',
        ...(config.gliner?.spanMode === 'token_level' ? ['labels', 3] : ['width', 'labels']),
      ];
      const hidden = encoder(model, embedded, inputs, layers);
      graph.output('logits', gliner(model, hidden, inputs.grid), 'float32', shape);
      return;
    }
    case 'decoder': {
      const { states, words, bias } = decodeMasks(model, embedded, inputs, passOutputs(model));
      graph.output('logits', model.affine(states, words, bias), 'float32', ['masks', config.vocabSize]);
      return;
    }
    case 'layers':
      return layerGuesses(model, variant.head, embedded, inputs);
    case 'statistics':
      graph.output('embeddings', embedded, 'float32', ['tokens', config.hiddenSize]);
      encoder(model, embedded, inputs, layers, statisticsOutputs(model));
      return;
    case 'trace':
      graph.output('embeddings', embedded, 'float32', ['rows', config.hiddenSize]);
      encoder(model, embedded, inputs, layers, traceOutputs(model, inputs));
  }
}

/** Encodes all but the last layer, then decodes the masked positions. */
function decodeMasks(
  model: ModelContext,
  embedded: Value,
  inputs: AttentionInputs,
  observe?: PassObserver,
): VocabularyProjection {
  const { graph, config } = model;
  const positions = graph.input('masked_positions', 'int64', ['masks', 2]);
  const column = (index: number) => graph.gather(positions, index, 1);
  const hidden = encoder(model, embedded, inputs, config.numHiddenLayers - 1);
  return maskedLanguageModel(model, hidden, inputs, { rows: column(0), columns: column(1), count: 'masks' }, observe);
}

/** Names the terms and probabilities of every pass through the last layer as outputs. */
function passOutputs({ graph, config }: ModelContext): PassObserver {
  const shape = ['masks', config.numAttentionHeads, 1, 'tokens'];
  return (pass, { terms, probabilities }) => {
    for (const [term, scores] of Object.entries(terms))
      if (scores !== undefined) graph.output(`${term}.${pass}`, scores, 'float32', shape);
    graph.output(`probs.${pass}`, probabilities, 'float32', shape);
  };
}

/** Names every layer's hidden states, terms and probabilities as outputs. */
function traceOutputs({ graph, config }: ModelContext, { grid }: AttentionInputs): LayerObserver {
  const square = ['batch', config.numAttentionHeads, 'tokens', 'tokens'];
  return (layer, { terms, probabilities }, hidden) => {
    graph.output(`hidden.${layer}`, hidden, 'float32', ['rows', config.hiddenSize]);
    for (const [term, scores] of Object.entries(terms)) graph.output(`${term}.${layer}`, scores, 'float32', square);
    const real = grid.padding === undefined ? probabilities : graph.mul(probabilities, grid.padding.queries);
    graph.output(`probs.${layer}`, real, 'float32', square);
  };
}
