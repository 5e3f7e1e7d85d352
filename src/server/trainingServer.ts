import { plain } from '../base/plainText';
import { beginStep } from '../base/workSteps';
import { runTrainingJob } from '../engine/training/jobs/runTrainingJob';
import { Canceled, messageOf, userErrorName } from '../protocol/errors';
import type { TrainingJob } from '../protocol/training';
import type { TrainingMessage, TrainingRequest } from '../protocol/rpc';
import { startGuard, logError } from './guard';

startGuard();

// Ctrl-C reaches a terminal's whole group: the command line answers it, and asks for an end.
process.on('SIGINT', () => undefined);

const stopped = new AbortController();
let paused: Promise<void> | undefined;
let resume: () => void = () => undefined;

process.on('message', (request: TrainingRequest) => {
  if (request.kind === 'start') void work(request.job);
  else if (request.kind === 'stop') stopped.abort(new Canceled(plain`Stopped. Run the same command to resume.`));
  else if (request.kind === 'pause') paused ??= pause();
  else {
    paused = undefined;
    resume();
  }
});

/** A pause may take as long as it likes: waiting for its end is a step a second. */
function pause(): Promise<void> {
  const waiting = setInterval(beginStep, 1000);
  return new Promise<void>((resolve) => (resume = resolve)).finally(() => clearInterval(waiting));
}

async function work(job: TrainingJob): Promise<void> {
  beginStep();
  try {
    const result = await runTrainingJob(job, {
      signal: stopped.signal,
      onProgress: (progress) => notify({ kind: 'progress', progress }),
      waitWhilePaused: () => paused,
    });
    notify({ kind: 'done', result });
  } catch (error) {
    const name = userErrorName(error) ?? '';
    if (name === '') logError(error);
    notify({ kind: 'failed', name, message: messageOf(error) });
  }
}

function notify(message: TrainingMessage): void {
  process.send?.(message);
}
