import path from 'node:path';
import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { glinerConfigName } from '../../protocol/gliner';
import type { JsonObject } from './boundedJson';
import { parseDebertaConfig, type DebertaConfig } from './debertaConfig';
import { parseGliclassConfig } from './gliclassConfig';
import { encoderConfig, parseGlinerConfig } from './glinerConfig';
import { wordTable } from './tensorNames';
import type { Weights } from './weights';

/**
 * Reads a model's configuration: a DeBERTa's config.json, or a gliner_config.json with its encoder's inside.
 * @throws CheckpointError
 */
export function parseModelConfig(json: JsonObject, file: string): DebertaConfig {
  if (path.basename(file) !== glinerConfigName) return parseDebertaConfig(json, file);
  const gliner = parseGlinerConfig(json, file);
  return { ...parseDebertaConfig(encoderConfig(json, file), file), gliner };
}

/** What of a model's configuration is its encoder's: all of it, except for a GLiNER and a GLiClass model. */
export function encoderPart(json: JsonObject, file: string): JsonObject {
  if (path.basename(file) === glinerConfigName) return encoderConfig(json, file);
  return parseGliclassConfig(json, file)?.encoder ?? json;
}

/**
 * What only a GLiNER's tensors tell: how many tokens there are with the markers that were added to the encoder's, and,
 * where the file is silent, whether there is an LSTM.
 * @throws CheckpointError
 */
export function completeConfig(config: DebertaConfig, weights: Pick<Weights, 'has' | 'info'>): DebertaConfig {
  const { gliner } = config;
  if (gliner === undefined) return config;
  const rnnLayers = gliner.rnnLayers ?? (weights.has('rnn.lstm.weight_ih_l0') ? 1 : 0);
  if (rnnLayers > 0 && gliner.hiddenSize % 2 === 1) {
    throw new CheckpointError(
      plain`"hidden_size" in ${glinerConfigName} is ${gliner.hiddenSize}, but has to be an even number for an LSTM in two directions. Choose another GLiNER.`,
    );
  }
  return { ...config, vocabSize: weights.info(wordTable).shape[0] ?? 0, gliner: { ...gliner, rnnLayers } };
}
