import type { TrainingOptions, TrainingRun, TrainingTask } from '../../../protocol/training';
import type { Classifier } from '../graphs/classifierGraphs';
import type { EncodedExample } from '../steps/encodedExamples';
import { evaluate } from '../measure/metrics';
import type { ParameterSet } from '../graphs/parameterSet';
import { PlainStepper } from '../steps/plainStepper';
import { predictLogits } from '../measure/predictLogits';
import { SiftStepper } from '../steps/siftStepper';
import type { TrainingControl } from '../loop/trainingLoop';
import { runTrainingLoop } from '../loop/trainingLoop';
import type { TrainingSession } from '../graphs/trainingSession';
import type { RunState, StateFolder } from '../loop/trainingState';

/** One run of fine-tuning: what is trained, on what, how, and where its state is kept. */
export interface ClassifierRun {
  readonly run: TrainingRun;
  readonly classifier: Classifier;
  readonly parameters: ParameterSet;
  readonly evaluation: TrainingSession;
  readonly task: TrainingTask;
  readonly train: readonly EncodedExample[];
  readonly heldOut: readonly EncodedExample[];
  readonly options: TrainingOptions;
  readonly threads: number;
  /** Least time between two saved states. */
  readonly saveSeconds: number;
  readonly state: StateFolder;
  readonly fingerprint: string;
}

/** Trains and leaves the weights of the epoch with the best macro-F1 in the parameters; goes on where an earlier call was cut off. */
export async function trainClassifier(setup: ClassifierRun, control: TrainingControl): Promise<RunState> {
  const { options, parameters, classifier, threads, evaluation, task, heldOut } = setup;
  const stepper =
    options.sift === undefined
      ? await PlainStepper.open(classifier, parameters, options.dropout, threads)
      : await SiftStepper.open(classifier, parameters, options.dropout, options.sift, threads);
  const measure = async (signal?: AbortSignal) => {
    const predictions = await predictLogits(evaluation, parameters, classifier.config, heldOut, signal);
    const { loss, macroF1 } = evaluate(task, predictions);
    return { loss, score: macroF1 };
  };
  try {
    return await runTrainingLoop({ ...setup, stepper, measure }, control);
  } finally {
    await stepper.release();
  }
}
