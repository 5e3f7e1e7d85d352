import {
  precisions,
  reducedPrecisions,
  type EngineApi,
  type EngineProgress,
  type Precision,
  type PrecisionComparison,
  type ReducedPrecision,
} from '../protocol/engineApi';
import type { ModelLock } from './store/modelLock';
import type { InstalledModel, ModelStore } from './store/modelStore';

/** From this share of equal first answers on, 8 bits are the default of a model. */
export const minAgreement = 0.95;

export type MeasuringEngine = Pick<EngineApi, 'comparePrecision' | 'forget'>;

/** Options of a measurement, which takes about a minute for a model of the base size. */
export interface GateOptions {
  readonly signal?: AbortSignal;
  /** Each comparison compiles the model, then asks it prompts; `done` starts over for each of these. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Measures also what was measured before. */
  readonly again?: boolean;
}

/** What the gate allows unless the user chose: int8 if it nearly always answers the same, otherwise fp32. */
export function gatedPrecision({ comparisons }: Pick<ModelLock, 'comparisons'>): Precision {
  return (comparisons?.int8?.agreement ?? 0) >= minAgreement ? 'int8' : 'fp32';
}

/** The precision that a model of the store is used in: the user's choice, otherwise the gate's. */
export function precisionOf(lock: Pick<ModelLock, 'precision' | 'comparisons'>): Precision {
  return lock.precision ?? gatedPrecision(lock);
}

/**
 * Compares every reduced precision of a model with fp32 on the engine's fixed prompts, one after the other, and keeps
 * the results in the lock file. What was compiled only to be compared is removed. A model without a head cannot be
 * compared and stays as it is. If canceled, what is measured already is kept.
 * @throws DownloadError when it is not in the store; Canceled; what the engine throws
 */
export async function measurePrecisions(
  store: ModelStore,
  engine: MeasuringEngine,
  id: string,
  { signal, onProgress, again = false }: GateOptions = {},
): Promise<InstalledModel> {
  let model = await store.require(id);
  if (model.lock.abilities.length === 0) return model;
  const missing = reducedPrecisions.filter((one) => again || model.lock.comparisons?.[one] === undefined);
  try {
    for (const precision of missing) {
      const comparison = await engine.comparePrecision(
        { model: model.folder, precision },
        {
          signal,
          onProgress: (progress) => onProgress?.({ ...progress, message: `${progress.message} (${precision})` }),
        },
      );
      model = await store.annotate(id, { comparisons: { ...model.lock.comparisons, [precision]: comparison } });
    }
  } finally {
    if (missing.length > 0) await forgetUnused(engine, model);
  }
  return model;
}

/** Stores the user's choice for a model, or lets the gate choose. @throws DownloadError if it isn't in the store */
export async function choosePrecision(
  store: ModelStore,
  id: string,
  precision: Precision | undefined,
): Promise<InstalledModel> {
  return store.annotate(id, { precision });
}

/** Removes what is compiled of a model in other precisions than the one that it is used in. */
async function forgetUnused(engine: MeasuringEngine, { folder, lock }: InstalledModel): Promise<void> {
  for (const precision of precisions.filter((one) => one !== precisionOf(lock))) {
    await engine.forget({ model: folder, precision }).catch(() => undefined);
  }
}

/** A comparison in words, e.g. "96.7 % as fp32, 0.0021 nats". */
export function formatComparison({ agreement, meanDivergence, meanDifference = 0 }: PrecisionComparison): string {
  const distance =
    meanDivergence === undefined
      ? `${meanDifference.toPrecision(2)} standard deviations`
      : `${meanDivergence.toPrecision(2)} nats`;
  return `${(100 * agreement).toFixed(1)} % as fp32, ${distance}`;
}

/** All that is measured of a model, e.g. "fp16 100.0 % as fp32, …; int8 …"; empty before. */
export function formatComparisons(comparisons: ModelLock['comparisons'] = {}): string {
  const measured = reducedPrecisions.flatMap((one: ReducedPrecision) => {
    const comparison = comparisons[one];
    return comparison === undefined ? [] : [`${one} ${formatComparison(comparison)}`];
  });
  return measured.join('; ');
}
