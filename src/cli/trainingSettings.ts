import type { AdaptJob } from '../protocol/training';
import type { Arguments, OptionName } from './arguments';
import { number, positive } from './arguments';

/** Options that both commands that train take. */
export const settingNames: readonly OptionName[] = [
  'epochs',
  'batch',
  'accumulation',
  'learning-rate',
  'dropout',
  'max-tokens',
  'seed',
  'warm-up',
  'weight-decay',
];

/** What a command line sets of a training, and the usual where it sets nothing. @throws UsageError */
export function trainingSettings(given: Arguments, usual: AdaptJob['options']): AdaptJob['options'] {
  return {
    epochs: number(given, 'epochs', usual.epochs, 1, 1000),
    batchSize: number(given, 'batch', usual.batchSize, 1, 4096),
    accumulation: number(given, 'accumulation', usual.accumulation, 1, 4096),
    learningRate: positive(given, 'learning-rate', usual.learningRate),
    warmUp: number(given, 'warm-up', usual.warmUp, 0, 1),
    weightDecay: number(given, 'weight-decay', usual.weightDecay, 0, 1),
    clipNorm: usual.clipNorm,
    dropout: number(given, 'dropout', usual.dropout, 0, 1),
    maxTokens: number(given, 'max-tokens', usual.maxTokens, 3, 1024),
    seed: number(given, 'seed', usual.seed, 0, 2 ** 31),
  };
}
