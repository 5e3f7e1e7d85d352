import type { ScoreWordsRequest, WordCandidate } from '../../protocol/words';
import { maskedPlaces, masks, piecesInPlace } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { chainLogProbabilities } from './pieceChain';
import { wordLogProbability } from './wordScore';

/**
 * The log-probabilities of given words in one place of a text, in the order given.
 * @throws RequestError for a word without letters, or a range outside the text
 */
export async function scoreWords(
  model: ModelRunner,
  { text, range, words }: ScoreWordsRequest,
): Promise<readonly WordCandidate[]> {
  const pieces = words.map((word) => piecesInPlace(model.tokenizer, text, range, word));
  const longest = Math.max(1, ...pieces.map(({ length }) => length));
  const places = maskedPlaces(model, text, [range], longest);
  const chains = pieces.map((ids) => ({ places, fills: [masks(model, 1)], place: 0, pieces: ids }));
  const logs = await chainLogProbabilities(model, chains);
  return words.map((word, i) => ({
    text: word,
    pieces: pieces[i]!.length,
    startsWord: model.tokenizer.surface(pieces[i]![0]!).startsWord,
    logProbability: wordLogProbability(logs[i]!),
  }));
}
