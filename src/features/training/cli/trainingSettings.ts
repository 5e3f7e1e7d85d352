import { stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../../base/plainText';
import type { AdaptJob } from '../../../protocol/training';
import type { Arguments, OptionHelps } from '../../../terminal/arguments';
import { number, positive, text } from '../../../terminal/arguments';
import { UsageError } from '../../../terminal/usage';

/** Options that both commands that train take. */
export const settingOptions: OptionHelps = {
  epochs: ['N', 'passes over the texts'],
  batch: ['N', 'texts in a batch'],
  accumulation: ['N', 'batches in a step'],
  'learning-rate': ['R', 'highest learning rate'],
  'warm-up': ['SHARE', 'share of the steps in which it rises'],
  'weight-decay': ['R', 'decay of the weights, from 0 to 1'],
  dropout: ['P', 'share of values that are dropped'],
  'max-tokens': ['N', 'maximum number of tokens per text'],
  seed: ['N', 'seed of everything random'],
};

/** The settings of a training: those of the command line, otherwise the defaults. @throws UsageError */
export function trainingSettings(given: Arguments, defaults: AdaptJob['options']): AdaptJob['options'] {
  return {
    epochs: number(given, 'epochs', defaults.epochs, 1, 1000),
    batchSize: number(given, 'batch', defaults.batchSize, 1, 4096),
    accumulation: number(given, 'accumulation', defaults.accumulation, 1, 4096),
    learningRate: positive(given, 'learning-rate', defaults.learningRate),
    warmUp: number(given, 'warm-up', defaults.warmUp, 0, 1),
    weightDecay: number(given, 'weight-decay', defaults.weightDecay, 0, 1),
    clipNorm: defaults.clipNorm,
    dropout: number(given, 'dropout', defaults.dropout, 0, 1),
    maxTokens: number(given, 'max-tokens', defaults.maxTokens, 3, 1024),
    seed: number(given, 'seed', defaults.seed, 0, 2 ** 31),
  };
}

/** The folder of --out for what is made of `model`, and never that of the model itself. @throws UsageError */
export async function outFolder(given: Arguments, model: string): Promise<string> {
  const out = path.resolve(text(given, 'out'));
  const folder = (await stat(model)).isFile() ? path.dirname(model) : model;
  if (await isSame(out, folder))
    throw new UsageError(plain`--out is the folder of the model itself. Give another one.`);
  return out;
}

/** Whether two paths lead to the same folder, also through links, or by names that differ in case alone. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map((file) => stat(file, { bigint: true }).catch(() => undefined)),
  );
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}
