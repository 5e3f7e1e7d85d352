import path from 'node:path';
import { plain, plainText } from '../../../base/plainText';
import { clearProgress, showProgress, notify } from '../../../terminal/terminal';
import { TrainingProcess } from '../../../client/trainingProcess';
import { withClaim } from '../../../hub/store/folderClaim';
import type { ModelDescription } from '../../../protocol/engineApi';
import {
  isMeasurement,
  type TrainingJob,
  type TrainingProgress,
  type TrainingResults,
} from '../../../protocol/training';
import type { Arguments } from '../../../terminal/arguments';
import { number } from '../../../terminal/arguments';

/**
 * Runs a job in its own process, with its progress on standard error. Ctrl-C saves a training and ends it, and a second
 * one ends it at once; the same call resumes it. A measurement has nothing to save.
 * @throws DownloadError when another call writes to the same folder, and what the job throws
 */
export function runTraining<J extends TrainingJob>(job: J): Promise<TrainingResults[J['kind']]> {
  if (isMeasurement(job)) return run(job);
  return withClaim(path.join(job.out, 'training.claim'), `The training in ${job.out}`, () => run(job));
}

async function run<J extends TrainingJob>(job: J): Promise<TrainingResults[J['kind']]> {
  const training = new TrainingProcess(job, {
    serverPath: path.join(__dirname, 'trainingServer.js'),
    onProgress: show,
  });
  let isStopping = isMeasurement(job);
  const interrupt = () => {
    if (isStopping) return training.cancel();
    isStopping = true;
    notify(plain`Saving… Ctrl-C once more ends at once.`);
    training.stop();
  };
  process.on('SIGINT', interrupt);
  try {
    return await training.result;
  } finally {
    clearProgress();
    process.removeListener('SIGINT', interrupt);
  }
}

/** Shows the notes on how a model is read, as the engine does when it computes. */
export function showNotes({ notes }: ModelDescription): void {
  for (const note of notes) notify(plainText(note));
}

export function threads(given: Arguments): number {
  return number(given, 'threads', 0, 0, 256);
}

function show(progress: TrainingProgress): void {
  if (progress.kind === 'epoch') {
    const { run, epoch, trainLoss, heldOutLoss, score } = progress;
    const losses = `loss ${trainLoss.toFixed(4)}, held out ${heldOutLoss.toFixed(4)}`;
    return notify(plain`${run} epoch ${epoch}: ${losses}, score ${score.toFixed(3)}`);
  }
  const { run, step, steps, loss, millisecondsLeft } = progress;
  const left = Math.ceil(millisecondsLeft / 1000);
  showProgress(`${run} step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${left} s left`);
}
