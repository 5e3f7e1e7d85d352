import { createHash } from 'node:crypto';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { ClassifierJob, TrainingReport } from '../../../protocol/training';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { classifierParameters } from '../graphs/parameterSet';
import type { TrainingControl } from '../loop/trainingLoop';
import { calibrate } from '../measure/calibrate';
import { evaluate, surprisingMistakes, type Predictions } from '../measure/metrics';
import { predictLogits } from '../measure/predictLogits';
import { encodeExamples, type EncodedExample } from '../steps/encodedExamples';
import { textRows } from '../steps/lossRows';
import { finishReported, headConfig } from './modelFolder';
import { trainRuns, trainingFacts, type RunSetup } from './trainRun';

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
    const { problemType, labels, options } = job;
    const { config, fingerprint } = checkpoint;
    const parameters = classifierParameters(checkpoint, labels);
    const tokenizer = await loadTokenizer(checkpoint.directory);
    const length = Math.min(options.maxTokens, maxTokens(config, parameters, 'classify'));
    const encode = (examples: ClassifierJob['train']) =>
      encodeExamples(tokenizer, examples, problemType, labels.length, length);
    const heldOut = encode(job.heldOut);
    const setup: RunSetup<EncodedExample, Predictions> = {
      job,
      checkpoint,
      classifier: { parameters, head: 'classify', problemType },
      train: encode(job.train),
      rowsOf: textRows,
      predict: (session, numbers, signal) => predictLogits(session, numbers, config, heldOut, signal),
      score: (predictions) => {
        const { loss, macroF1 } = evaluate(problemType, predictions);
        return { loss, score: macroF1 };
      },
      fingerprint: (run) =>
        createHash('sha256')
          .update(JSON.stringify([problemType, labels, job.train, job.heldOut, options, fingerprint, run]))
          .digest('hex'),
    };
    const { plain, trained } = await trainRuns(setup, control);
    const calibration = problemType === 'single_label_classification' ? calibrate(trained.predictions) : undefined;
    const { predictions } = trained;
    const written = headConfig(checkpoint, 'SequenceClassification', labels, problemType);
    const mistakes =
      calibration === undefined ? [] : surprisingMistakes(job.heldOut, labels, predictions, calibration.temperature);
    return await finishReported(
      job.out,
      { base: checkpoint, tensors: trained.parameters.tensors, config: written },
      {
        ...trainingFacts(setup, trained, startedAt),
        problemType,
        evaluation: evaluate(problemType, predictions),
        plain: plain && evaluate(problemType, plain.predictions),
        calibration,
        mistakes,
      },
    );
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
