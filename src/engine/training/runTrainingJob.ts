import type { TrainingJob, TrainingResults } from '../../protocol/training';
import { runAdaptJob } from './adaptJob';
import { runClassifierJob } from './classifierJob';
import { runEvaluateJob } from './evaluateJob';
import type { TrainingControl } from './trainingLoop';

/** Does what a training process is asked for. @throws what the job throws */
export function runTrainingJob(
  job: TrainingJob,
  control: TrainingControl,
): Promise<TrainingResults[keyof TrainingResults]> {
  switch (job.kind) {
    case 'classifier':
      return runClassifierJob(job, control);
    case 'evaluate':
      return runEvaluateJob(job, control);
    case 'adapt':
      return runAdaptJob(job, control);
  }
}
