import type {
  ScoreWordsRequest,
  WordCandidate,
  JudgedWord,
  JudgeWordsRequest,
  ScoreSubstitutesRequest,
} from '../../protocol/words';
import { decodeRows } from '../batch/decodeMasks';
import type { ModelRunner } from '../batch/modelRunner';
import { maskedPlaces, masks, piecesInPlace, rowOf } from './maskedPlaces';
import { chainLogProbabilities, wordLogProbability } from './pieceChain';

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

/**
 * For each of the words, the log-probability of its first piece where the first piece of the words in the range stands,
 * with those words in sight (docs/math.md, "Substitutes"): one forward pass.
 * @throws RequestError for a word without letters, or a range without one
 */
export async function scoreSubstitutes(
  model: ModelRunner,
  { text, range, words }: ScoreSubstitutesRequest,
): Promise<readonly number[]> {
  const firstPieces = words.map((word) => piecesInPlace(model.tokenizer, text, range, word)[0]!);
  const own = piecesInPlace(model.tokenizer, text, range, text.slice(range.start, range.end));
  const row = rowOf(maskedPlaces(model, text, [range], own.length), [own], 0, 0);
  const targetIds = [...new Set(firstPieces)];
  const decoded = await decodeRows(model, [row], { topK: 1, targetIds });
  const scores = new Map(decoded[0]![0]!.targets.map(({ id, logProbability }) => [id, logProbability]));
  return firstPieces.map((id) => scores.get(id)!);
}
