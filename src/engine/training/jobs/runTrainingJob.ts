import { diskFault } from '../../../base/diskFault';
import { plain, sentences } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { isMeasurement, type TrainingJob, type TrainingResults } from '../../../protocol/training';
import { runAdaptJob } from './adaptJob';
import { runClassifierJob } from './classifierJob';
import { runEvaluateJob } from './evaluateJob';
import { runEvaluateTokensJob } from './evaluateTokensJob';
import { runTokenJob } from './tokenJob';
import type { TrainingControl } from '../loop/trainingLoop';

/** Runs a training process's job. @throws RequestError when the disk is full or read-only, and what the job throws */
export async function runTrainingJob(
  job: TrainingJob,
  control: TrainingControl,
): Promise<TrainingResults[keyof TrainingResults]> {
  try {
    return await run(job, control);
  } catch (error) {
    const fault = isMeasurement(job) ? undefined : diskFault(error, job.out);
    if (fault === undefined) throw error;
    throw new RequestError(sentences(fault, plain`The saved progress is kept, and the training can resume from it.`), {
      cause: error,
    });
  }
}

function run(job: TrainingJob, control: TrainingControl): Promise<TrainingResults[keyof TrainingResults]> {
  switch (job.kind) {
    case 'classifier':
      return runClassifierJob(job, control);
    case 'tokens':
      return runTokenJob(job, control);
    case 'evaluate':
      return runEvaluateJob(job, control);
    case 'evaluateTokens':
      return runEvaluateTokensJob(job, control);
    case 'adapt':
      return runAdaptJob(job, control);
  }
}
