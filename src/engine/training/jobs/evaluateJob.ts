import { plain } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import type { EvaluateJob, EvaluationReport, TrainingExample, TrainingTask } from '../../../protocol/training';
import { largestNumber, maxLabels } from '../../../protocol/training';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import { maxTokens } from '../../model/modelGraph';
import { trainedScoring } from '../../classify/classify';
import { sigmoid } from '../../batch/probability';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { measureCalibration } from '../measure/calibrate';
import { inferenceGraph } from '../graphs/classifierGraphs';
import { encodeExamples } from '../steps/encodedExamples';
import type { Predictions } from '../measure/metrics';
import { evaluate } from '../measure/metrics';
import { surprisingMistakes } from '../measure/mistakes';
import { ParameterSet } from '../graphs/parameterSet';
import { predictLogits } from '../measure/predictLogits';
import type { TrainingControl } from '../loop/trainingLoop';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';

/**
 * Measures a trained classifier on labeled texts, at the temperature that it comes with.
 * @throws RequestError when the model is no classifier or does not know a label, CheckpointError
 */
export async function runEvaluateJob(job: EvaluateJob, { signal }: TrainingControl): Promise<EvaluationReport> {
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { config, weights, heads, name, temperature } = checkpoint;
    if (!heads.includes('classify')) throw new RequestError(inability(checkpoint, 'classify'));
    if (job.texts.length === 0) throw new RequestError(plain`There are no labeled texts to measure with. Add some.`);
    if (config.labels.length > maxLabels) {
      throw new RequestError(
        plain`${name} has ${config.labels.length.toLocaleString('en')} labels, and at most ${maxLabels.toLocaleString('en')} can be measured.`,
      );
    }
    const task = taskOf(config);
    const examples = job.texts.map((one) => exampleOf(one, config, task));
    const graph = inferenceGraph({ config, parameters: weights, objective: 'crossEntropy', dropout: false });
    const parameters = await ParameterSet.read(checkpoint, inputWeights(graph.graph), [], 0);
    const session = await TrainingSession.open(graph, job.threads);
    try {
      const length = Math.min(job.maxTokens, maxTokens(config, weights, 'classify'));
      const tokenizer = await loadTokenizer(checkpoint.directory);
      const encoded = encodeExamples(tokenizer, examples, task, config.labels.length, length);
      const predictions = answers(await predictLogits(session, parameters, config, encoded, signal), config, task);
      const isSingle = task === 'singleLabel';
      return {
        model: name,
        labels: config.labels,
        task,
        evaluation: evaluate(task, predictions),
        calibration: isSingle ? measureCalibration(predictions, temperature) : undefined,
        mistakes: isSingle ? surprisingMistakes(examples, config.labels, predictions, temperature) : [],
      };
    } finally {
      await session.release();
    }
  } finally {
    await checkpoint.close();
  }
}

function taskOf(config: DebertaConfig): TrainingTask {
  const scoring = trainedScoring(config);
  if (scoring === 'exclusive') return 'singleLabel';
  return scoring === 'regression' || config.labels.length === 1 ? 'regression' : 'multiLabel';
}

/** A model with one output answers with what its activation makes of it. */
function answers(predictions: Predictions, config: DebertaConfig, task: TrainingTask): Predictions {
  const isShare = task === 'regression' && trainedScoring(config) === 'independent';
  return isShare ? { ...predictions, logits: predictions.logits.map((row) => row.map(sigmoid)) } : predictions;
}

function exampleOf(
  { text, textPair, labels }: EvaluateJob['texts'][number],
  { labels: known }: DebertaConfig,
  task: TrainingTask,
): TrainingExample {
  const mismatch = (given: string) =>
    new RequestError(
      task === 'regression'
        ? plain`The label “${given}” does not fit the model: it gives ${known.length === 1 ? 'a number' : `${known.length} numbers`}.`
        : plain`The model has no label “${given}”; its labels are ${known.slice(0, 20).join(', ')}.`,
    );
  if (task !== 'multiLabel' && labels.length > 1) throw mismatch(labels.join(' | '));
  const target = labels.map((label) => {
    // Benchmarks often give the id.
    const value = known.includes(label) && task !== 'regression' ? known.indexOf(label) : Number(label);
    const fits =
      task === 'regression' ? Math.abs(value) <= largestNumber && known.length === 1 : known[value] !== undefined;
    if (!fits) throw mismatch(label);
    return value;
  });
  return { text, textPair, target };
}
