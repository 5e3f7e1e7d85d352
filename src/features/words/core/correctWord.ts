import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { maxPieces } from '../../../protocol/words';
import { casedLike, maxAlternatives, wordsNear } from './replaceWord';
import type { WordPlace } from './wordPlace';
import { worthListing } from './worthListing';

const considered = 50;

/**
 * Words that fit in the place of an odd one, best first, at most six. Its synonyms would be as odd. Rejects as the
 * engine does.
 */
export async function correctWord(
  engine: Pick<EngineApi, 'fillWords'>,
  place: WordPlace,
  { model, precision, ...call }: ModelRequest & CallOptions,
): Promise<string[]> {
  const { text, range } = place;
  const odd = text.slice(range.start, range.end);
  const request = { model, precision, text, range, topK: considered, pieces: maxPieces };
  const { words } = await engine.fillWords(request, call);
  const known = wordsNear(place).add(odd.toLowerCase());
  const fitting = words
    .filter((one) => {
      const folded = one.text.toLowerCase();
      return folded.length > 1 && !known.has(folded) && known.add(folded);
    })
    .map((one) => ({ text: one.text, probability: Math.exp(one.logProbability) }));
  return worthListing(fitting, (one) => one.text)
    .slice(0, maxAlternatives)
    .map((one) => casedLike(one.text, odd));
}
