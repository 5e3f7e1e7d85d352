import { createHash } from 'node:crypto';
import path from 'node:path';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { ClassifierJob, TrainingReport, TrainingRun } from '../../../protocol/training';
import type { Checkpoint } from '../../checkpoint/checkpoint';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { calibrate } from '../measure/calibrate';
import type { Classifier } from '../graphs/classifierGraphs';
import { inferenceGraph } from '../graphs/classifierGraphs';
import { encodeExamples } from '../steps/encodedExamples';
import { trainedTensors } from '../graphs/freezing';
import type { Objective } from '../graphs/losses';
import type { Predictions } from '../measure/metrics';
import { evaluate } from '../measure/metrics';
import { surprisingMistakes } from '../measure/mistakes';
import { classifierConfig, finishTraining, json, workFolder } from './modelFolder';
import { classifierParameters, ParameterSet } from '../graphs/parameterSet';
import { predictLogits } from '../measure/predictLogits';
import type { ClassifierRun } from './trainClassifier';
import { trainClassifier } from './trainClassifier';
import type { TrainingControl } from '../loop/trainingLoop';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import type { RunState } from '../loop/trainingState';
import { StateFolder } from '../loop/trainingState';

const objectives: Readonly<Record<ClassifierJob['task'], Objective>> = {
  singleLabel: 'crossEntropy',
  multiLabel: 'binary',
  regression: 'meanSquared',
};

/**
 * Trains a classifier and writes it as a Hugging Face folder with `calibration.json` and `training-report.json`. What
 * was cut off before goes on; when all is done, the unfinished work is removed.
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
    const calibration = job.task === 'singleLabel' ? calibrate(trained.predictions) : undefined;
    const report: TrainingReport = {
      model: checkpoint.name,
      labels: job.labels,
      task: job.task,
      options: job.options,
      trainExamples: job.train.length,
      evaluation: evaluate(job.task, trained.predictions),
      bestEpoch: trained.state.bestEpoch,
      plain: plain && evaluate(job.task, plain.predictions),
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
      config: classifierConfig(checkpoint, job.task, job.labels),
      files: {
        // Written in any case: a temperature that an earlier classifier left in the folder would go on counting.
        'calibration.json': JSON.stringify({ temperature: calibration?.temperature ?? 1 }),
        'training-report.json': json(report),
      },
    });
    return report;
  } finally {
    await checkpoint.close();
  }
}

function checkJob({ labels, train, heldOut, task }: ClassifierJob): void {
  if (train.length === 0 || heldOut.length === 0) {
    throw new RequestError(
      plain`There are no examples to train on, or none to measure with: add some labeled sentences.`,
    );
  }
  if (task !== 'regression' && labels.length < 2) {
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
  const classifier: Classifier = { config, parameters, objective: objectives[job.task], dropout: options.dropout > 0 };
  const graph = inferenceGraph(classifier);
  const shapes = inputWeights(graph.graph);
  const trained = trainedTensors([...shapes.keys()], options.layers, config);
  const numbers = await ParameterSet.read(checkpoint, shapes, trained, options.seed);
  const evaluation = await TrainingSession.open(graph, job.threads);
  try {
    const tokenizer = await loadTokenizer(checkpoint.directory);
    const length = Math.min(options.maxTokens, maxTokens(config, parameters, 'classify'));
    const encode = (examples: ClassifierJob['train']) =>
      encodeExamples(tokenizer, examples, job.task, job.labels.length, length);
    const setup: ClassifierRun = {
      run,
      classifier,
      parameters: numbers,
      evaluation,
      task: job.task,
      train: encode(job.train),
      heldOut: encode(job.heldOut),
      options,
      threads: job.threads,
      saveSeconds: job.saveSeconds,
      state: new StateFolder(path.join(workFolder(job.out), run)),
      fingerprint: fingerprintOf(job, checkpoint, run),
    };
    const state = await trainClassifier(setup, control);
    const predictions = await predictLogits(evaluation, numbers, config, setup.heldOut, control.signal);
    return { parameters: numbers, predictions, state };
  } finally {
    await evaluation.release();
  }
}

function fingerprintOf(job: ClassifierJob, { fingerprint }: Checkpoint, run: TrainingRun): string {
  return createHash('sha256')
    .update(JSON.stringify([job.task, job.labels, job.train, job.heldOut, job.options, fingerprint, run]))
    .digest('hex');
}
