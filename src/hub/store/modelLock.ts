import path from 'node:path';
import {
  allHeads,
  precisions,
  reducedPrecisions,
  type ModelHead,
  type Precision,
  type PrecisionComparison,
  type ReducedPrecision,
  type WeightsFormat,
} from '../../protocol/engineApi';
import { readJsonObject, writeJson } from './jsonFile';
import { parseModelId } from './modelId';

/** One file of a model, as it was when the model was checked. */
export interface LockedFile {
  /** A plain name: a model's files lie beside each other. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** A stored model's origin and contents. Written last, so a model without it is not complete. */
export interface ModelLock {
  readonly format: 1;
  /** `owner/name` or `owner/name@generator`. */
  readonly id: string;
  readonly repository: string;
  /** Absent when a folder was imported that does not say. */
  readonly commit?: string;
  readonly source: 'hub' | 'import';
  /** ISO 8601: when it was downloaded or imported. */
  readonly date: string;
  readonly license?: string;
  readonly files: readonly LockedFile[];
  /** Read from the tensors, when the model was taken into the store. */
  readonly abilities: readonly ModelHead[];
  /** Read from the weights' first bytes; absent in the locks of earlier versions. */
  readonly weightsFormat?: WeightsFormat;
  /** What it is, as it stands after "is", and what a user should know of how it is read: as the engine described it. */
  readonly kind?: string;
  readonly notes?: readonly string[];
  /** The user's choice for this model; without one the quality gate decides (precisionGate). */
  readonly precision?: Precision;
  /** How it compared with itself in fp32 on the fixed prompts, of each precision that was measured. */
  readonly comparisons?: Readonly<Partial<Record<ReducedPrecision, PrecisionComparison>>>;
}

/** Name of the file with a model's `ModelLock`. */
export const lockName = 'deberta.lock.json';

const heads: readonly unknown[] = allHeads;
const formats: readonly unknown[] = ['safetensors', 'pytorch'] satisfies readonly WeightsFormat[];
const isText = (value: unknown): value is string => typeof value === 'string';
const isOptionalText = (value: unknown) => value === undefined || isText(value);

/** The lock of a model's folder; undefined when there is none or it is damaged. */
export async function readLock(folder: string): Promise<ModelLock | undefined> {
  const found = await readJsonObject(path.join(folder, lockName));
  if (found === undefined) return undefined;
  // Version 0.1.0 wrote `licence`; before fp16 was measured too, the only comparison was int8's.
  const { licence, comparison, ...rest } = found;
  const lock = {
    ...(licence === undefined ? {} : { license: licence }),
    ...(comparison === undefined ? {} : { comparisons: { int8: comparison } }),
    ...rest,
  };
  return isLock(lock) ? withoutSelfComparison(lock) : undefined;
}

/** Version 0.1.0 compared the one output of a model with itself, after softmax: only that makes int8's divergence 0. */
function withoutSelfComparison(lock: ModelLock): ModelLock {
  const { int8, ...others } = lock.comparisons ?? {};
  return int8?.meanDivergence === 0 ? { ...lock, comparisons: others } : lock;
}

export async function writeLock(folder: string, lock: ModelLock): Promise<void> {
  await writeJson(path.join(folder, lockName), lock);
}

function isLock(found: Readonly<Record<string, unknown>>): found is Readonly<Record<string, unknown>> & ModelLock {
  const { format, id, repository, commit, source, date, license, files, abilities, precision, comparisons } = found;
  const { weightsFormat, kind, notes } = found;
  return (
    format === 1 &&
    isText(id) &&
    parseModelId(id)?.repository === repository &&
    (commit === undefined || (isText(commit) && /^[0-9a-f]{40}$/.test(commit))) &&
    (source === 'hub' || source === 'import') &&
    isText(date) &&
    isOptionalText(license) &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.every(isLockedFile) &&
    Array.isArray(abilities) &&
    abilities.every((head) => heads.includes(head)) &&
    isOptionalText(kind) &&
    (notes === undefined || (Array.isArray(notes) && notes.every(isText))) &&
    (weightsFormat === undefined || formats.includes(weightsFormat)) &&
    (precision === undefined || (precisions as readonly unknown[]).includes(precision)) &&
    (comparisons === undefined || isComparisons(comparisons))
  );
}

/** A name with a separator, or of a parent folder, would lead out of the model's folder. */
function isLockedFile(found: unknown): boolean {
  const { path: name, size, sha256 } = (found ?? {}) as Record<string, unknown>;
  const isPlain = isText(name) && /^[A-Za-z0-9_][\w.-]{0,199}$/.test(name) && name !== lockName;
  return isPlain && Number.isSafeInteger(size) && Number(size) >= 0 && isText(sha256) && /^[0-9a-f]{64}$/.test(sha256);
}

function isComparisons(found: unknown): boolean {
  const entries = typeof found === 'object' && found !== null ? Object.entries(found) : [['', undefined] as const];
  return entries.every(
    ([precision, one]) => (reducedPrecisions as readonly string[]).includes(precision) && isComparison(one),
  );
}

function isComparison(found: unknown): boolean {
  const { answers, agreement, meanDivergence, meanDifference } = (found ?? {}) as Record<string, unknown>;
  return [answers, agreement, meanDivergence ?? meanDifference].every((value) => typeof value === 'number');
}

/** A note about weights that came as a program: it was converted, not run. Undefined for all other weights. */
export function pickleNote({ weightsFormat }: Pick<ModelLock, 'weightsFormat'>): string | undefined {
  return weightsFormat === 'pytorch' ? 'PyTorch pickle, read without running anything in it' : undefined;
}
