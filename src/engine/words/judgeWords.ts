import type { JudgedWord, JudgeWordsRequest } from '../../protocol/words';
import { decodeRows } from '../batch/decodeMasks';
import { maskedPlaces, masks, piecesInPlace, rowOf } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { chainLogProbabilities } from './pieceChain';
import { wordLogProbability } from './wordScore';

/**
 * How well words fit where they stand: each with its place masked, against the best piece for that place. All rows of
 * one length share forward passes.
 * @throws RequestError for a range that holds no word
 */
export async function judgeWords(
  model: ModelRunner,
  { text, ranges }: JudgeWordsRequest,
): Promise<readonly JudgedWord[]> {
  const chains = ranges.map((range) => {
    const pieces = piecesInPlace(model.tokenizer, text, range, text.slice(range.start, range.end));
    const places = maskedPlaces(model, text, [range], pieces.length);
    return { places, fills: [masks(model, 1)], place: 0, pieces };
  });
  const logs = await chainLogProbabilities(model, chains);
  const single = chains.map(({ places, fills }) => rowOf(places, fills, 0, 0));
  const decoded = await decodeRows(model, single, { topK: 1 });
  return ranges.map((range, i) => ({
    range,
    pieces: logs[i]!.length,
    logProbability: wordLogProbability(logs[i]!),
    bestLogProbability: Math.max(
      ...decoded[i]![0]!.candidates.filter(({ id }) => model.tokenizer.isCandidate(id)).map(
        ({ logProbability }) => logProbability,
      ),
    ),
  }));
}
