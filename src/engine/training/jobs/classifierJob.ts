import { createHash } from 'node:crypto';
import path from 'node:path';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { ClassifierJob, TrainingReport, TrainingRun, TrainingOptions } from '../../../protocol/training';
import { openCheckpoint, type Checkpoint } from '../../checkpoint/checkpoint';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { inferenceGraph, type Classifier } from '../graphs/classifierGraphs';
import { classifierParameters, ParameterSet } from '../graphs/parameterSet';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import { runTrainingLoop, type TrainingControl } from '../loop/trainingLoop';
import { StateFolder, type RunState } from '../loop/trainingState';
import { calibrate } from '../measure/calibrate';
import { evaluate, surprisingMistakes, type Predictions } from '../measure/metrics';
import { predictLogits } from '../measure/predictLogits';
import { encodeExamples } from '../steps/encodedExamples';
import { PlainStepper } from '../steps/plainStepper';
import { SiftStepper } from '../steps/siftStepper';
import { classifierConfig, finishTraining, json, workFolder } from './modelFolder';

/**
 * Trains a classifier and writes it as a Hugging Face folder with `calibration.json` and `training-report.json`. What
 * was interrupted is continued; when all is done, the unfinished work is removed.
 * @throws RequestError when there is too little to learn from, CheckpointError for the model
 */
export async function runClassifierJob(job: ClassifierJob, control: TrainingControl = {}): Promise<TrainingReport> {
  checkJob(job);
  const startedAt = Date.now();
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { sift } = job.options;
    // The comparison first: what is trained last is what stays in memory and is written.
    const plain = sift !== undefined && job.compare ? await trainRun(job, checkpoint, 'plain', control) : undefined;
    const trained = await trainRun(job, checkpoint, sift === undefined ? 'plain' : 'sift', control);
    const calibration = job.problemType === 'single_label_classification' ? calibrate(trained.predictions) : undefined;
    const report: TrainingReport = {
      model: checkpoint.name,
      labels: job.labels,
      problemType: job.problemType,
      options: job.options,
      trainExamples: job.train.length,
      evaluation: evaluate(job.problemType, trained.predictions),
      bestEpoch: trained.state.bestEpoch,
      plain: plain && evaluate(job.problemType, plain.predictions),
      calibration,
      mistakes:
        calibration === undefined
          ? []
          : surprisingMistakes(job.heldOut, job.labels, trained.predictions, calibration.temperature),
      skipped: trained.state.skipped,
      seconds: (Date.now() - startedAt) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
    await finishTraining(job.out, {
      base: checkpoint,
      tensors: trained.parameters.tensors,
      config: classifierConfig(checkpoint, job.problemType, job.labels),
      files: {
        // Written in any case: a temperature that an earlier classifier left in the folder would still count.
        'calibration.json': JSON.stringify({ temperature: calibration?.temperature ?? 1 }),
        'training-report.json': json(report),
      },
    });
    return report;
  } finally {
    await checkpoint.close();
  }
}

function checkJob({ labels, train, heldOut, problemType }: ClassifierJob): void {
  if (train.length === 0 || heldOut.length === 0) {
    throw new RequestError(
      plain`There are no examples to train on, or none to measure with: add some labeled sentences.`,
    );
  }
  if (problemType !== 'regression' && labels.length < 2) {
    throw new RequestError(plain`All examples have the same label: a classifier needs at least two.`);
  }
}

interface TrainedRun {
  readonly parameters: ParameterSet;
  readonly predictions: Predictions;
  readonly state: RunState;
}

async function trainRun(
  job: ClassifierJob,
  checkpoint: Checkpoint,
  run: TrainingRun,
  control: TrainingControl,
): Promise<TrainedRun> {
  const options = run === 'plain' ? { ...job.options, sift: undefined } : job.options;
  const { config } = checkpoint;
  const parameters = classifierParameters(checkpoint, job.labels);
  const classifier: Classifier = { config, parameters, problemType: job.problemType, dropout: options.dropout > 0 };
  const graph = inferenceGraph(classifier);
  const shapes = inputWeights(graph.graph);
  const trained = trainedTensors([...shapes.keys()], options.layers, config);
  const numbers = await ParameterSet.read(checkpoint, shapes, trained, options.seed);
  const evaluation = await TrainingSession.open(graph, job.threads);
  try {
    const tokenizer = await loadTokenizer(checkpoint.directory);
    const length = Math.min(options.maxTokens, maxTokens(config, parameters, 'classify'));
    const encode = (examples: ClassifierJob['train']) =>
      encodeExamples(tokenizer, examples, job.problemType, job.labels.length, length);
    const heldOut = encode(job.heldOut);
    const predict = (signal?: AbortSignal) => predictLogits(evaluation, numbers, config, heldOut, signal);
    const stepper =
      options.sift === undefined
        ? await PlainStepper.open(classifier, numbers, options.dropout, job.threads)
        : await SiftStepper.open(classifier, numbers, options.dropout, options.sift, job.threads);
    try {
      const setup = {
        run,
        parameters: numbers,
        train: encode(job.train),
        stepper,
        options,
        measure: async (signal?: AbortSignal) => {
          const { loss, macroF1 } = evaluate(job.problemType, await predict(signal));
          return { loss, score: macroF1 };
        },
        saveSeconds: job.saveSeconds,
        state: new StateFolder(path.join(workFolder(job.out), run)),
        fingerprint: fingerprintOf(job, checkpoint, run),
      };
      const state = await runTrainingLoop(setup, control);
      return { parameters: numbers, predictions: await predict(control.signal), state };
    } finally {
      await stepper.release();
    }
  } finally {
    await evaluation.release();
  }
}

function fingerprintOf(job: ClassifierJob, { fingerprint }: Checkpoint, run: TrainingRun): string {
  return createHash('sha256')
    .update(JSON.stringify([job.problemType, job.labels, job.train, job.heldOut, job.options, fingerprint, run]))
    .digest('hex');
}

/**
 * Which of a classifier's tensors are trained: those of the head; with them, of the last n layers; or all. The relative
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
