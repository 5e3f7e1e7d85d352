import path from 'node:path';
import type { FineTuningJob, TrainingOptions, TrainingRun } from '../../../protocol/training';
import type { Checkpoint } from '../../checkpoint/checkpoint';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { InputRow } from '../../tokenizer/rowTemplate';
import { inferenceGraph, type Classifier } from '../graphs/classifierGraphs';
import { ParameterSet } from '../graphs/parameterSet';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import { runTrainingLoop, type TrainingControl } from '../loop/trainingLoop';
import { StateFolder, type RunState } from '../loop/trainingState';
import type { RowsOf } from '../steps/lossRows';
import { PlainStepper } from '../steps/plainStepper';
import { SiftStepper } from '../steps/siftStepper';
import { workFolder } from './modelFolder';

/** What is trained, on what, and how it is measured. */
export interface RunSetup<E extends InputRow, P> {
  readonly job: FineTuningJob;
  readonly checkpoint: Checkpoint;
  readonly classifier: Omit<Classifier, 'config' | 'dropout'>;
  readonly train: readonly E[];
  readonly rowsOf: RowsOf<E>;
  /** What the model answers to held-out texts. */
  readonly predict: (session: TrainingSession, parameters: ParameterSet, signal?: AbortSignal) => Promise<P>;
  readonly score: (predictions: P) => { readonly loss: number; readonly score: number };
  readonly fingerprint: (run: TrainingRun) => string;
}

export interface TrainedRun<P> {
  readonly parameters: ParameterSet;
  /** Those of the best epoch. */
  readonly predictions: P;
  readonly state: RunState;
}

/** The runs of a training: with SiFT, where it is to be compared, one without it comes first. */
export async function trainRuns<E extends InputRow, P>(
  setup: RunSetup<E, P>,
  control: TrainingControl,
): Promise<{ readonly plain?: TrainedRun<P>; readonly trained: TrainedRun<P> }> {
  const { options, compare } = setup.job;
  const isSift = options.sift !== undefined;
  // What is trained last is what stays in memory and is written.
  const plain = isSift && compare ? await trainRun(setup, 'plain', control) : undefined;
  return { plain, trained: await trainRun(setup, isSift ? 'sift' : 'plain', control) };
}

/** What every report of a training says. */
export function trainingFacts<E extends InputRow, P>(
  { job: { labels, options, train }, checkpoint }: RunSetup<E, P>,
  { state: { bestEpoch, skipped } }: TrainedRun<P>,
  startedAt: number,
) {
  return {
    model: checkpoint.name,
    labels,
    options,
    trainExamples: train.length,
    bestEpoch,
    skipped,
    seconds: (Date.now() - startedAt) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
}

async function trainRun<E extends InputRow, P>(
  { job, checkpoint, classifier: head, train, rowsOf, predict, score, fingerprint }: RunSetup<E, P>,
  run: TrainingRun,
  control: TrainingControl,
): Promise<TrainedRun<P>> {
  const options = run === 'plain' ? { ...job.options, sift: undefined } : job.options;
  const { config } = checkpoint;
  const classifier: Classifier = { ...head, config, dropout: options.dropout > 0 };
  const graph = inferenceGraph(classifier);
  const shapes = inputWeights(graph.graph);
  const trained = trainedTensors([...shapes.keys()], options.layers, config);
  const parameters = await ParameterSet.read(checkpoint, shapes, trained, options.seed);
  const evaluation = await TrainingSession.open(graph, job.threads);
  try {
    const stepper =
      options.sift === undefined
        ? await PlainStepper.open(classifier, rowsOf, parameters, options.dropout, job.threads)
        : await SiftStepper.open(classifier, rowsOf, parameters, options.dropout, options.sift, job.threads);
    try {
      const state = await runTrainingLoop(
        {
          run,
          parameters,
          train,
          stepper,
          options,
          measure: async (signal?: AbortSignal) => score(await predict(evaluation, parameters, signal)),
          saveSeconds: job.saveSeconds,
          state: new StateFolder(path.join(workFolder(job.out), run)),
          fingerprint: fingerprint(run),
        },
        control,
      );
      return { parameters, predictions: await predict(evaluation, parameters, control.signal), state };
    } finally {
      await stepper.release();
    }
  } finally {
    await evaluation.release();
  }
}

/**
 * Which of a model's tensors are trained: those of the head; with them, of the last n layers; or all. The relative
 * table and its norm belong to all layers, so they are trained only with all.
 */
export function trainedTensors(
  names: readonly string[],
  layers: TrainingOptions['layers'],
  { numHiddenLayers }: DebertaConfig,
): string[] {
  if (layers === 'all') return [...names];
  const first = layers === 'head' ? numHiddenLayers : Math.max(0, numHiddenLayers - layers);
  return names.filter((name) => {
    const layer = /^deberta\.encoder\.layer\.(\d+)\./.exec(name)?.[1];
    return layer === undefined ? !name.startsWith('deberta.') : Number(layer) >= first;
  });
}
