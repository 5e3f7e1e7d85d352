import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, wholeFile, writeAtomically } from '../../../base/files';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { EpochProgress } from '../../../protocol/training';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../checkpoint/safetensors';
import { findActive } from '../optimizer/adamW';
import type { ParameterSet } from '../graphs/parameterSet';

/** Where a training run stands; with the tensors of its file it is all that a resumed run needs. */
export interface RunState {
  /** Tells the job: model, data and options. */
  readonly fingerprint: string;
  /** Steps done. */
  readonly step: number;
  /** Steps of the whole run. */
  readonly steps: number;
  readonly epochs: readonly EpochProgress[];
  readonly skipped: number;
  /** Sum of the losses of the epoch that is under way. */
  readonly epochLoss: number;
  /** The epoch with the best score so far, 0 before the first has ended. */
  readonly bestEpoch: number;
}

const stateFile = 'state.json';
/** A thousand epochs fit in. */
const maxStateBytes = 1_000_000;

/** The folder with a run's state. Files are complete or absent, so a kill loses no more than the last steps. */
export class StateFolder {
  /** The files of the state that was saved last. */
  #saved: readonly string[] = [];

  constructor(private readonly directory: string) {}

  /**
   * Reads the last state and its tensors into `parameters`; undefined when there is none.
   * @throws RequestError when the state belongs to another job
   */
  async restore(fingerprint: string, parameters: ParameterSet): Promise<RunState | undefined> {
    const text = await wholeFile(path.join(this.directory, stateFile), maxStateBytes).catch(() => undefined);
    if (text === undefined) return undefined;
    const state = JSON.parse(text.toString()) as RunState;
    if (state.fingerprint !== fingerprint) {
      throw new RequestError(
        plain`"${this.directory}" holds an unfinished training of another model, other data or other options. Delete it, or choose another folder.`,
      );
    }
    await readTensors(this.#file('state', state.step), parameters, ['', 'first.', 'second.']);
    parameters.trained.forEach(findActive);
    this.#saved = this.#filesOf(state);
    return state;
  }

  /** Saves the state; the one before is removed when this one is complete. */
  async save(state: RunState, parameters: ParameterSet): Promise<void> {
    await makeFolder(this.directory);
    const tensors = new Map<string, TensorData>();
    for (const { name, values, first, second } of parameters.trained) {
      tensors.set(name, vector(values));
      tensors.set(`first.${name}`, vector(first));
      tensors.set(`second.${name}`, vector(second));
    }
    await writeComplete(this.#file('state', state.step), tensors);
    await writeAtomically(path.join(this.directory, stateFile), JSON.stringify(state));
    this.#saved = this.#filesOf(state);
    await this.#removeOthers(this.#saved);
  }

  /** Keeps the weights of an epoch that is the best so far. */
  async saveBest(epoch: number, parameters: ParameterSet): Promise<void> {
    await makeFolder(this.directory);
    const tensors = parameters.trained.map(({ name, values }) => [name, vector(values)] as const);
    const file = this.#file('best', epoch);
    await writeComplete(file, new Map(tensors));
    await this.#removeOthers([...this.#saved, file]);
  }

  /** Puts the weights of the best epoch into `parameters`. */
  async restoreBest(epoch: number, parameters: ParameterSet): Promise<void> {
    await readTensors(this.#file('best', epoch), parameters, ['']);
  }

  #file(kind: 'state' | 'best', number: number): string {
    return path.join(this.directory, `${kind}-${number}.safetensors`);
  }

  #filesOf({ step, bestEpoch }: RunState): readonly string[] {
    return [this.#file('state', step), this.#file('best', bestEpoch)];
  }

  async #removeOthers(kept: readonly string[]): Promise<void> {
    const names = new Set([stateFile, ...kept.map((file) => path.basename(file))]);
    for (const name of await readdir(this.directory)) {
      if (!names.has(name) && /^(state|best)-/.test(name)) await rm(path.join(this.directory, name), { force: true });
    }
  }
}

function vector(data: Float32Array): TensorData {
  return { dtype: 'F32', shape: [data.length], data };
}

async function writeComplete(file: string, tensors: ReadonlyMap<string, TensorData>): Promise<void> {
  try {
    await writeSafetensors(`${file}.incomplete`, tensors);
    await rename(`${file}.incomplete`, file);
  } catch (error) {
    await rm(`${file}.incomplete`, { force: true });
    throw error;
  }
}

async function readTensors(file: string, parameters: ParameterSet, prefixes: readonly string[]): Promise<void> {
  const opened = await SafetensorsFile.open(file);
  try {
    for (const { name, values, first, second } of parameters.trained) {
      for (const prefix of prefixes) {
        const target = { '': values, 'first.': first, 'second.': second }[prefix];
        target?.set(await opened.readFloat32(`${prefix}${name}`));
      }
    }
  } finally {
    await opened.close();
  }
}
