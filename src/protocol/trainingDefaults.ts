import { defaultSift, type AdaptJob, type TrainingOptions } from './training';

/** Steps that fine-tuning a small set of texts should have, and the bounds of the epochs that give them. */
const wantedSteps = 600;
const [minEpochs, maxEpochs] = [3, 30];

/**
 * Settings that suit a model with this hidden size and this many examples: the authors' where they give them, a higher
 * learning rate for smaller models, and more epochs for fewer examples.
 */
export function defaultTrainingOptions(
  hiddenSize: number,
  examples: number,
  layers: TrainingOptions['layers'] = 'all',
): TrainingOptions {
  const batchSize = examples < 200 ? 8 : 16;
  const perEpoch = Math.ceil(examples / batchSize);
  return {
    epochs: Math.min(maxEpochs, Math.max(minEpochs, Math.ceil(wantedSteps / Math.max(1, perEpoch)))),
    batchSize,
    accumulation: 1,
    learningRate: layers === 'head' ? 2e-3 : encoderRate(hiddenSize),
    warmUp: 0.1,
    weightDecay: 0.01,
    clipNorm: 1,
    dropout: 0.1,
    maxTokens: 128,
    seed: 1,
    layers,
    sift: defaultSift,
  };
}

function encoderRate(hiddenSize: number): number {
  if (hiddenSize >= 700) return 2e-5;
  return hiddenSize >= 350 ? 5e-5 : 3e-4;
}

/** Length in characters of the texts that prose is cut into to adapt a model, and the share that is held out. */
export const adaptationTexts = { characters: 400, heldOut: 0.1 } as const;

/** Cautious settings to continue masked-LM training of a model with this hidden size, so that it forgets little. */
export function adaptationOptions(hiddenSize: number): AdaptJob['options'] {
  const { accumulation, warmUp, weightDecay, clipNorm, maxTokens, seed } = defaultTrainingOptions(hiddenSize, 1000);
  const learningRate = encoderRate(hiddenSize) / 2;
  return {
    accumulation,
    warmUp,
    weightDecay,
    clipNorm,
    maxTokens,
    seed,
    learningRate,
    epochs: 3,
    batchSize: 16,
    dropout: 0,
  };
}
