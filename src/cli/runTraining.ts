import path from 'node:path';
import { TrainingProcess } from '../client/trainingProcess';
import type { TrainingJob, TrainingProgress, TrainingResults } from '../protocol/training';
import type { Arguments } from './arguments';
import { number } from './arguments';

/**
 * Runs a job in its own process, with its progress on standard error. Ctrl-C saves a training and ends it, and a second one ends it at once;
 * the same call goes on from there. A measurement has nothing to save.
 */
export async function runTraining<J extends TrainingJob>(job: J): Promise<TrainingResults[J['kind']]> {
  const training = new TrainingProcess(job, {
    hostPath: path.join(__dirname, 'trainingHost.js'),
    onProgress: (progress) => process.stderr.write(line(progress)),
    onStderr: (text) => process.stderr.write(`${text}\n`),
  });
  let isStopping = job.kind === 'evaluate';
  const interrupt = () => {
    if (isStopping) return training.cancel();
    isStopping = true;
    process.stderr.write('\nSaving… Ctrl-C once more ends at once.\n');
    training.stop();
  };
  process.on('SIGINT', interrupt);
  try {
    return await training.result;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** Threads of the training process. */
export function threads(given: Arguments): number {
  return number(given, 'threads', 0, 0, 256);
}

function line(progress: TrainingProgress): string {
  const isTerminal = process.stderr.isTTY;
  if (progress.kind === 'epoch') {
    const { run, epoch, trainLoss, heldOutLoss, score } = progress;
    const start = isTerminal ? '\r\u001b[K' : '';
    return `${start}${run} epoch ${epoch}: loss ${trainLoss.toFixed(4)}, held out ${heldOutLoss.toFixed(4)}, score ${score.toFixed(3)}\n`;
  }
  if (!isTerminal) return '';
  const { run, step, steps, loss, millisecondsLeft } = progress;
  return `\r\u001b[K${run} step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.ceil(millisecondsLeft / 1000)} s left`;
}
