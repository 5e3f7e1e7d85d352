import { plain } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import type { EvaluateTokensJob, EvaluationReport, TaggedText } from '../../../protocol/training';
import { canonicalTags, labelsOfTags, tagsOfEntities } from '../../../protocol/wordTags';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { inferenceGraph } from '../graphs/classifierGraphs';
import { ParameterSet } from '../graphs/parameterSet';
import { inputWeights } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import type { TrainingControl } from '../loop/trainingLoop';
import { entityMistakes } from '../measure/entityMistakes';
import { evaluateTags } from '../measure/entityScores';
import { predictTags } from '../measure/predictTags';
import { encodeWords } from '../steps/encodedWords';
import { requireFewLabels, unknownLabel } from './checkMeasured';

/**
 * Measures a model that labels words on tagged texts, whatever scheme its tags follow.
 * @throws RequestError when the model labels no words or doesn't know a label, CheckpointError
 */
export async function runEvaluateTokensJob(
  job: EvaluateTokensJob,
  { signal }: TrainingControl,
): Promise<EvaluationReport> {
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { config, weights, heads, name, directory } = checkpoint;
    if (!heads.includes('tokens')) throw new RequestError(inability(checkpoint, 'tokens'));
    if (job.texts.length === 0) throw new RequestError(plain`There are no tagged texts to measure with. Add some.`);
    const tags = canonicalTags(config.labels);
    const labels = labelsOfTags(tags);
    requireFewLabels(name, labels);
    const unknown = job.texts.flatMap(({ entities }) => entities).find(({ label }) => !labels.includes(label));
    if (unknown !== undefined) throw unknownLabel(unknown.label, labels);
    const ids = new Map(tags.map((tag, id) => [tag, id]));
    const known = new Set(tags);
    const tagIds = ({ entities, words }: TaggedText) =>
      tagsOfEntities(entities, words.length, known).map((tag) => ids.get(tag) ?? -1);
    const graph = inferenceGraph({
      config,
      parameters: weights,
      head: 'tokens',
      problemType: 'single_label_classification',
      dropout: false,
    });
    const parameters = await ParameterSet.read(checkpoint, inputWeights(graph.graph), [], 0);
    const session = await TrainingSession.open(graph, job.threads);
    try {
      const length = Math.min(job.maxTokens, maxTokens(config, weights, 'tokens'));
      const encoded = encodeWords(await loadTokenizer(directory), job.texts, tagIds, length);
      const places = { tags, lengths: job.texts.map(({ words }) => words.length) };
      const predictions = await predictTags(session, parameters, config, encoded, places, signal);
      return {
        model: name,
        labels,
        problemType: 'token_classification',
        evaluation: evaluateTags(job.texts, predictions, labels, known),
        mistakes: entityMistakes(job.texts, predictions),
      };
    } finally {
      await session.release();
    }
  } finally {
    await checkpoint.close();
  }
}
