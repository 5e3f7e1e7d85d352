import type { ScoreSubstitutesRequest } from '../../protocol/words';
import { decodeRows } from '../batch/decodeMasks';
import { maskedPlaces, piecesInPlace, rowOf } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';

/**
 * For each of the words, the log-probability of its first piece where the first piece of the words in the range stands, with those words in
 * sight (docs/math.md, "Substitutes"): one forward pass.
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
