import { notify } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { choosePrecision, formatComparisons, measurePrecisions, precisionOf } from '../../../hub/precisionGate';
import type { InstalledModel } from '../../../hub/store/modelStore';
import type { EngineProgress } from '../../../protocol/engineApi';
import { precisions } from '../../../protocol/engineApi';
import { UserError, Canceled } from '../../../protocol/errors';
import { option } from '../../../terminal/arguments';
import type { CommandContext } from '../../../terminal/command';
import { UsageError } from '../../../terminal/usage';

/** How an action on a model's precision is canceled and followed. */
interface Measuring {
  readonly signal?: AbortSignal;
  readonly onMeasuring: (progress: EngineProgress) => void;
}

/** `models precision ID fp32|fp16|int8|auto`: keeps a choice, or lets the quality gate choose, which measures first. */
export async function setPrecision(
  { store, engine }: CommandContext,
  [id = '', word = '']: readonly string[],
  { signal, onMeasuring }: Measuring,
): Promise<InstalledModel> {
  const precision = precisions.find((one) => one === word);
  if (precision === undefined && word !== 'auto') {
    throw new UsageError(plain`models precision takes one of ${precisions.join(', ')}, auto.`);
  }
  const model = await choosePrecision(store, id, precision);
  return precision === undefined ? measurePrecisions(store, engine, id, { signal, onProgress: onMeasuring }) : model;
}

/**
 * What follows a download or import: a precision chosen on the command line is kept, else the precisions are measured.
 * The model is there in any case, so a measurement that fails is only reported.
 */
export async function settlePrecision(
  { store, engine, given }: CommandContext,
  { id, lock }: InstalledModel,
  { signal, onMeasuring }: Measuring,
): Promise<InstalledModel> {
  const chosen = precisions.find((one) => one === option(given, 'precision'));
  if (chosen !== undefined) return choosePrecision(store, id, chosen);
  if (lock.precision !== undefined) return store.require(id);
  try {
    return await measurePrecisions(store, engine, id, { signal, onProgress: onMeasuring });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = error instanceof Canceled ? 'Not measured' : error.message;
    notify(plain`${reason} ${id} is used in fp32; to measure other precisions: models precision ${id} auto`);
    return store.require(id);
  }
}

/** A model's precision and what was measured, e.g. "int8 (fp16 100.0 % as fp32, …)". */
export function describePrecision({ lock }: Pick<InstalledModel, 'lock'>): string {
  const measured = formatComparisons(lock.comparisons);
  const chosen = lock.precision === undefined ? '' : ', chosen';
  return `${precisionOf(lock)}${chosen}${measured === '' ? '' : ` (${measured})`}`;
}
