import { plain } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import type { ProblemType } from '../../../protocol/predictions';
import {
  largestNumber,
  type EvaluateJob,
  type EvaluationReport,
  type TrainingExample,
} from '../../../protocol/training';
import { sigmoid } from '../../batch/probability';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { headProblemType } from '../../classify/classify';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { inferenceGraph } from '../graphs/classifierGraphs';
import { ParameterSet } from '../graphs/parameterSet';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import type { TrainingControl } from '../loop/trainingLoop';
import { measureCalibration } from '../measure/calibrate';
import { evaluate, surprisingMistakes, type Predictions } from '../measure/metrics';
import { predictLogits } from '../measure/predictLogits';
import { encodeExamples } from '../steps/encodedExamples';
import { requireFewLabels, unknownLabel } from './checkMeasured';

/**
 * Measures a trained classifier on labeled texts, at the temperature that it comes with.
 * @throws RequestError when the model isn't a classifier or doesn't know a label, CheckpointError
 */
export async function runEvaluateJob(job: EvaluateJob, { signal }: TrainingControl): Promise<EvaluationReport> {
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { config, weights, heads, name, temperature } = checkpoint;
    if (!heads.includes('classify')) throw new RequestError(inability(checkpoint, 'classify'));
    if (job.texts.length === 0) throw new RequestError(plain`There are no labeled texts to measure with. Add some.`);
    requireFewLabels(name, config.labels);
    const problemType = measuredType(config);
    const examples = job.texts.map((one) => exampleOf(one, config, problemType));
    const graph = inferenceGraph({
      config,
      parameters: weights,
      head: 'classify',
      problemType: 'single_label_classification',
      dropout: false,
    });
    const parameters = await ParameterSet.read(checkpoint, inputWeights(graph.graph), [], 0);
    const session = await TrainingSession.open(graph, job.threads);
    try {
      const length = Math.min(job.maxTokens, maxTokens(config, weights, 'classify'));
      const tokenizer = await loadTokenizer(checkpoint.directory);
      const encoded = encodeExamples(tokenizer, examples, problemType, config.labels.length, length);
      const predictions = answers(
        await predictLogits(session, parameters, config, encoded, signal),
        config,
        problemType,
      );
      const isSingle = problemType === 'single_label_classification';
      return {
        model: name,
        labels: config.labels,
        problemType,
        evaluation: evaluate(problemType, predictions),
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

/** One output is measured as a number, whatever its activation. */
function measuredType(config: DebertaConfig): ProblemType {
  return config.labels.length === 1 ? 'regression' : headProblemType(config);
}

/** A model with one output answers with what its activation makes of it. */
function answers(predictions: Predictions, config: DebertaConfig, problemType: ProblemType): Predictions {
  const isShare = problemType === 'regression' && headProblemType(config) === 'multi_label_classification';
  return isShare ? { ...predictions, logits: predictions.logits.map((row) => row.map(sigmoid)) } : predictions;
}

function exampleOf(
  { text, textPair, labels }: EvaluateJob['texts'][number],
  { labels: known }: DebertaConfig,
  problemType: ProblemType,
): TrainingExample {
  const mismatch = (given: string) =>
    problemType === 'regression'
      ? new RequestError(
          plain`The label “${given}” does not fit the model: it gives ${known.length === 1 ? 'a number' : `${known.length} numbers`}.`,
        )
      : unknownLabel(given, known);
  if (problemType !== 'multi_label_classification' && labels.length > 1) throw mismatch(labels.join(' | '));
  const target = labels.map((label) => {
    // Benchmarks often give the id.
    const value = known.includes(label) && problemType !== 'regression' ? known.indexOf(label) : Number(label);
    const fits =
      problemType === 'regression'
        ? Math.abs(value) <= largestNumber && known.length === 1
        : known[value] !== undefined;
    if (!fits) throw mismatch(label);
    return value;
  });
  return { text, textPair, target };
}
