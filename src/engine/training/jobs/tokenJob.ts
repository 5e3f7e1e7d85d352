import { createHash } from 'node:crypto';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { TaggedText, TokenJob, TrainingReport } from '../../../protocol/training';
import { bioTags, tagsOfEntities } from '../../../protocol/wordTags';
import { openCheckpoint } from '../../checkpoint/checkpoint';
import { maxTokens } from '../../model/modelGraph';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { classifierParameters } from '../graphs/parameterSet';
import type { TrainingControl } from '../loop/trainingLoop';
import { entityMistakes } from '../measure/entityMistakes';
import { evaluateTags, scoreTags } from '../measure/entityScores';
import { predictTags, type TagPredictions } from '../measure/predictTags';
import { encodeWords, type EncodedWords } from '../steps/encodedWords';
import { tokenRows } from '../steps/lossRows';
import { finishReported, headConfig } from './modelFolder';
import { trainRuns, trainingFacts, type RunSetup } from './trainRun';

/**
 * Trains a model to find entities and writes it as a Hugging Face folder for token classification with BIO tags, and
 * `training-report.json`. As with classifiers, what was interrupted is continued.
 * @throws RequestError when there is too little to learn from, CheckpointError for the model
 */
export async function runTokenJob(job: TokenJob, control: TrainingControl = {}): Promise<TrainingReport> {
  checkJob(job);
  const startedAt = Date.now();
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { labels, options, heldOut } = job;
    const { config, fingerprint } = checkpoint;
    const tags = bioTags(labels);
    const ids = new Map(tags.map((tag, id) => [tag, id]));
    const known = new Set(tags);
    const tagIds = ({ entities, words }: TaggedText) =>
      tagsOfEntities(entities, words.length, known).map((tag) => ids.get(tag) ?? -1);
    const parameters = classifierParameters(checkpoint, tags, 'tokens');
    const tokenizer = await loadTokenizer(checkpoint.directory);
    const length = Math.min(options.maxTokens, maxTokens(config, parameters, 'tokens'));
    const encode = (texts: readonly TaggedText[]) => encodeWords(tokenizer, texts, tagIds, length);
    const measured = encode(heldOut);
    const places = { tags, lengths: heldOut.map(({ words }) => words.length) };
    const evaluate = (predictions: TagPredictions) => evaluateTags(heldOut, predictions, labels, known);
    const setup: RunSetup<EncodedWords, TagPredictions> = {
      job,
      checkpoint,
      classifier: { parameters, head: 'tokens', problemType: 'single_label_classification' },
      train: encode(job.train),
      rowsOf: tokenRows(tags.length),
      predict: (session, numbers, signal) => predictTags(session, numbers, config, measured, places, signal),
      score: (predictions) => ({ loss: predictions.loss, score: scoreTags(heldOut, predictions, labels).micro.f1 }),
      fingerprint: (run) =>
        createHash('sha256')
          .update(JSON.stringify([labels, job.train, heldOut, options, fingerprint, run]))
          .digest('hex'),
    };
    const { plain, trained } = await trainRuns(setup, control);
    const written = headConfig(checkpoint, 'TokenClassification', tags);
    return await finishReported(
      job.out,
      { base: checkpoint, tensors: trained.parameters.tensors, config: written },
      {
        ...trainingFacts(setup, trained, startedAt),
        problemType: 'token_classification',
        evaluation: evaluate(trained.predictions),
        plain: plain && evaluate(plain.predictions),
        mistakes: entityMistakes(heldOut, trained.predictions),
      },
    );
  } finally {
    await checkpoint.close();
  }
}

function checkJob({ labels, train, heldOut }: TokenJob): void {
  if (train.length === 0 || heldOut.length === 0) {
    throw new RequestError(plain`There are no texts to train on, or none to measure with: add some tagged sentences.`);
  }
  if (labels.length === 0) {
    throw new RequestError(plain`No word is part of an entity: there is nothing to learn. Tag some words.`);
  }
}
