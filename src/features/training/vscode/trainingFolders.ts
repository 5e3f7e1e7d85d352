import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../base/files';
import { isClaimed, withClaim } from '../../../hub/store/folderClaim';
import { workFolderName, type FineTuningJob } from '../../../protocol/training';
import type { SavedStep, TrainingChoice, TrainingData } from '../core/trainingView';

/** A training that was started: enough to resume it in another window, or after a restart. */
export interface StoredTraining {
  readonly choice: TrainingChoice;
  readonly data: TrainingData;
  readonly job: FineTuningJob;
}

const jobFile = 'job.json';

/** Trainings that are under way or were cut off, a folder each; the trainer keeps its checkpoints there. */
export class TrainingFolders {
  constructor(private readonly root: string) {}

  folderOf(name: string): string {
    return path.join(this.root, name);
  }

  async save(training: StoredTraining): Promise<void> {
    const { out } = training.job;
    await makeFolder(out);
    await writeFile(path.join(out, jobFile), JSON.stringify(training));
  }

  /** Those that can be resumed; what cannot be read is left out. */
  async list(): Promise<readonly StoredTraining[]> {
    const names = await readdir(this.root).catch(() => []);
    const found = await Promise.all(
      names.sort().map(async (name) => {
        const text = await readFile(path.join(this.root, name, jobFile), 'utf8').catch(() => '');
        return storedTraining(text, this.folderOf(name));
      }),
    );
    return found.filter((one) => one !== undefined);
  }

  /** The training of a name, if it can be resumed. */
  async find(name: string): Promise<StoredTraining | undefined> {
    return (await this.list()).find(({ choice }) => choice.name === name);
  }

  /** Runs `work` on a training while no other window does. @throws DownloadError when one does */
  claimed<T>(name: string, work: () => Promise<T>): Promise<T> {
    return withClaim(this.#claimOf(name), `The training of ${name}`, work);
  }

  /** Whether another window works on a training now. */
  isElsewhere(name: string): Promise<boolean> {
    return isClaimed(this.#claimOf(name));
  }

  /** The last saved step of the run that was under way; undefined before the first. */
  async savedStep({ job: { out, options, train } }: StoredTraining): Promise<SavedStep | undefined> {
    // SiFT runs last.
    for (const run of ['sift', 'plain']) {
      const text = await readFile(path.join(out, workFolderName, run, 'state.json'), 'utf8').catch(() => undefined);
      const saved = (name: string) => Number(new RegExp(`"${name}":(\\d+)`).exec(text ?? '')?.[1] ?? 0);
      // Version 0.1.0 saved no number of all steps.
      const steps = saved('steps') || options.epochs * Math.ceil(train.length / options.batchSize);
      if (saved('step') > 0) return { step: saved('step'), steps };
    }
    return undefined;
  }

  async remove(name: string): Promise<void> {
    await rm(this.folderOf(name), { recursive: true, force: true });
  }

  #claimOf(name: string): string {
    return path.join(this.root, `${name}.claim`);
  }
}

function storedTraining(text: string, folder: string): StoredTraining | undefined {
  try {
    const training = JSON.parse(text) as StoredTraining;
    const isKnown = ['classifier', 'tokens'].includes(training.job.kind);
    return isKnown ? { ...training, job: { ...training.job, out: folder } } : undefined;
  } catch {
    return undefined;
  }
}
