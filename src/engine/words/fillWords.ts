import { maxPieces, type FillWordsRequest, type WordPrediction } from '../../protocol/words';
import { checkCount } from '../batch/checkCount';
import { maskedPlaces, masks } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { wordsAt } from './wordsAt';

const maxWords = 1000;

/**
 * Whole words for one place of a text, best first.
 * @throws RequestError when the range, `topK` or `pieces` are out of range
 */
export async function fillWords(model: ModelRunner, request: FillWordsRequest): Promise<WordPrediction> {
  const { text, range, topK, pieces } = request;
  checkCount('words', topK, maxWords);
  checkCount('pieces per word', pieces, maxPieces);
  const { words, unseen } = await wordsAt(model, maskedPlaces(model, text, [range]), [masks(model, 1)], 0, {
    prefix: (request.prefix ?? '').toLowerCase(),
    suffix: (request.suffix ?? '').toLowerCase(),
    pieces,
    topK,
  });
  return {
    words: words.map(({ text, pieces, startsWord, logProbability }) => ({ text, pieces, startsWord, logProbability })),
    unseen,
  };
}
