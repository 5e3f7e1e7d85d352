import { isWordPart } from '../../base/word';
import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { FillPhraseRequest, PhraseCandidate, PhrasePrediction } from '../../protocol/words';
import { decodeRows } from '../batch/decodeMasks';
import { checkCount } from '../batch/checkCount';
import { maskedPlaces, masks, piecesInPlace, rowOf, type MaskedPlaces } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { chainLogProbabilities } from './pieceChain';

const maxPhrases = 100;
/** Longer selections are rewritten better by hand than by a model that fills gaps. */
const maxPhraseWords = 12;
const beamWidth = 6;
/** Ways in which every wording in the beam is continued. */
const branches = 24;

interface Wording {
  readonly ids: readonly number[];
  readonly text: string;
  readonly logs: number;
}

/**
 * Other wordings of the words in a range: for as many masks as they have pieces, one less and one more, a beam search
 * from left to right that sees the text on both sides. Measured by the mean log-probability of the pieces, so that
 * lengths compare (docs/math.md, "Whole words").
 * @throws RequestError when the range holds no word or too many
 */
export async function fillPhrase(
  model: ModelRunner,
  { text, range, topK }: FillPhraseRequest,
): Promise<PhrasePrediction> {
  checkCount('wordings', topK, maxPhrases);
  const own = piecesInPlace(model.tokenizer, text, range, text.slice(range.start, range.end));
  if (own.length > maxPhraseWords) {
    throw new RequestError(plain`The selection has ${own.length} word pieces. Select at most ${maxPhraseWords}.`);
  }
  const places = maskedPlaces(model, text, [range], own.length + 1);
  const chain = { places, fills: [masks(model, 1)], place: 0, pieces: own };
  const [logs] = await chainLogProbabilities(model, [chain]);
  const original = {
    text: text.slice(range.start, range.end),
    pieces: own.length,
    meanLogProbability: logs!.reduce((sum, value) => sum + value, 0) / own.length,
  };
  const phrases: PhraseCandidate[] = [];
  for (const pieces of [own.length - 1, own.length, own.length + 1]) {
    if (pieces >= 1) phrases.push(...(await wordings(model, places, pieces)));
  }
  return { original, phrases: best(phrases, original.text, topK) };
}

function best(phrases: readonly PhraseCandidate[], original: string, count: number): PhraseCandidate[] {
  const known = new Set([original.toLowerCase()]);
  return phrases
    .toSorted((a, b) => b.meanLogProbability - a.meanLogProbability)
    .filter(({ text }) => {
      const folded = text.toLowerCase();
      return !known.has(folded) && known.add(folded);
    })
    .slice(0, count);
}

/** Wordings of exactly this many pieces. */
async function wordings(model: ModelRunner, places: MaskedPlaces, pieces: number): Promise<PhraseCandidate[]> {
  let beam: Wording[] = [{ ids: [], text: '', logs: 0 }];
  for (let left = pieces; left > 0; left--) {
    const rows = beam.map(({ ids }) => rowOf(places, [[...ids, ...masks(model, left)]], 0, ids.length));
    const decoded = await decodeRows(model, rows, { topK: branches });
    beam = beam
      .flatMap((wording, i) =>
        decoded[i]![0]!.candidates.flatMap(({ id, logProbability }) =>
          extended(model, places, wording, id, logProbability),
        ),
      )
      .sort((a, b) => b.logs - a.logs)
      .slice(0, left > 1 ? beamWidth : 4 * beamWidth);
  }
  return beam
    .filter(
      ({ ids, text }) => piecesInPlace(model.tokenizer, places.text, places.ranges[0]!, text).join() === ids.join(),
    )
    .map(({ text, logs }) => ({ text, pieces, meanLogProbability: logs / pieces }));
}

function extended(
  { tokenizer }: ModelRunner,
  { spaced }: MaskedPlaces,
  { ids, text, logs }: Wording,
  id: number,
  logProbability: number,
): Wording[] {
  if (!tokenizer.isCandidate(id)) return [];
  const { text: added, startsWord } = tokenizer.surface(id);
  const isFirst = ids.length === 0;
  if (!isWordPart(added) || (isFirst && spaced[0] === true && !startsWord)) return [];
  const space = startsWord && !isFirst ? ' ' : '';
  return [{ ids: [...ids, id], text: text + space + added, logs: logs + logProbability }];
}
