import type { TrainingJob, TrainingResults } from '../../protocol/training';
import { runClassifierJob } from './classifierJob';
import { runEvaluateJob } from './evaluateJob';
import type { TrainingControl } from './trainClassifier';

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
  }
}
