import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { maskedHead, maskedHeads } from '../../checkpoint/modelHeads';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { AttentionInputs } from '../disentangledAttention';
import { wordEmbeddings } from '../embeddings';
import { enhancedMaskDecoder } from '../enhancedMaskDecoder';
import type { ModelContext, Parameters } from '../modelContext';
import { queriedLayer, queriedStates, type PassObserver, type Queries } from '../queriedLayer';

/** The head's last step: logits = states · wordsᵀ + bias, for states [masks, size] and words [vocabulary, size]. */
export interface VocabularyProjection {
  readonly states: Value;
  readonly words: Value;
  readonly bias: Value;
}

/** Whether masks are decoded with the enhanced mask decoder. */
export function usesEnhancedMaskDecoder(config: DebertaConfig, parameters: Parameters): boolean {
  return maskedHead(config, (name) => parameters.has(name))?.hasDecoder === true;
}

/**
 * Decodes the masked tokens of `hidden`, the last-but-one layer's output [batch·tokens, hidden], up to the product with
 * the vocabulary. Only masked tokens are queries of the last layer, with and without the mask decoder; `observe` sees
 * each pass.
 * @throws CheckpointError when the checkpoint has no masked-LM head
 */
export function maskedLanguageModel(
  model: ModelContext,
  hidden: Value,
  inputs: AttentionInputs,
  queries: Queries,
  observe?: PassObserver,
): VocabularyProjection {
  const { graph, config, parameters } = model;
  const states = queriedStates(model, hidden, inputs.grid.tokens, queries);
  const decoded =
    model.includes('emd') && usesEnhancedMaskDecoder(config, parameters)
      ? enhancedMaskDecoder(model, hidden, states, inputs, queries, observe)
      : queriedLayer(model, config.numHiddenLayers - 1, hidden, inputs, queries, observe)(states);
  return graph.scope('maskedLanguageModel', () => vocabularyProjection(model, decoded));
}

/** What states [rows, hidden] are multiplied with for logits of words. @throws CheckpointError without such a head */
export function vocabularyProjection(model: ModelContext, x: Value): VocabularyProjection {
  const { graph, config, parameters } = model;
  const found = maskedHead(config, (name) => parameters.has(name));
  if (found === undefined) {
    throw new CheckpointError(
      plain`This checkpoint has no masked-language-model head (lm_predictions or cls.predictions), so it cannot fill masks. Use a masked language model such as microsoft/deberta-base, or the generator of a v3 model (pytorch_model.generator.bin).`,
    );
  }
  const head = maskedHeads[found.name];
  const transform = found.name === 'authors' ? head : `${head}.transform`;
  const { hiddenSize, embeddingSize, vocabSize } = config;
  const dense = model.linear(x, `${transform}.dense`, hiddenSize, embeddingSize);
  const states = model.layerNorm(activation(graph, config.hiddenAct, dense), `${transform}.LayerNorm`, embeddingSize);
  const untied = `${head}.decoder.weight`;
  const words = parameters.has(untied) ? model.weight(untied, [vocabSize, embeddingSize]) : wordEmbeddings(model);
  const bias = parameters.has(`${head}.bias`) ? `${head}.bias` : `${head}.decoder.bias`;
  return { states, words, bias: model.weight(bias, [vocabSize]) };
}
