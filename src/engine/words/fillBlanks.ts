import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import { maxPieces, type BlanksFilling, type FillBlanksRequest } from '../../protocol/words';
import { decodeRows } from '../batch/decodeMasks';
import { checkCount } from '../batch/checkCount';
import { filled, maskedPlaces, masks, rowOf, type Fills, type MaskedPlaces } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { chainLogProbabilities, wordLogProbability } from './pieceChain';
import { wordsAt, type BuiltWord } from './wordsAt';

const maxAnswers = 20;
const maxBlanks = 16;
/** Answers that are followed up while some blanks are still open. */
const beamWidth = 4;

interface Hypothesis {
  readonly words: readonly (BuiltWord | undefined)[];
  readonly logProbability: number;
}

/**
 * Words for several blanks, each in view of the others: the blank of which the model is surest is filled first, in the
 * few best ways, then the next one given that. Whole answers are ranked by how well each word fits when all others
 * stand.
 * @throws RequestError when there are no blanks, too many, or they overlap
 */
export async function fillBlanks(model: ModelRunner, request: FillBlanksRequest): Promise<readonly BlanksFilling[]> {
  const { text, blanks, topK, pieces } = request;
  checkCount('answers', topK, maxAnswers);
  checkCount('blanks', blanks.length, maxBlanks);
  checkCount('pieces per word', pieces, maxPieces);
  const order = blanks.map((_, i) => i).sort((a, b) => blanks[a]!.start - blanks[b]!.start);
  const ranges = order.map((index) => blanks[index]!);
  const places = maskedPlaces(model, text, ranges, pieces);
  const width = Math.max(beamWidth, blanks.length === 1 ? topK : beamWidth);
  let beam: Hypothesis[] = [{ words: ranges.map(() => undefined), logProbability: 0 }];
  for (let open = ranges.length; open > 0 && beam.length > 0; open--) {
    const place = await surestPlace(model, places, beam[0]!);
    const longer = [];
    for (const hypothesis of beam) longer.push(...(await continued(model, places, hypothesis, place, pieces, width)));
    beam = longer.sort((a, b) => b.logProbability - a.logProbability).slice(0, Math.max(width, topK));
  }
  if (beam.length === 0) throw new RequestError(plain`The model finds no words for these blanks.`);
  const answers = await ranked(model, places, beam);
  return answers.slice(0, topK).map(({ words, meanLogProbability }) => ({
    words: blanks.map((_, i) => words[order.indexOf(i)]!),
    meanLogProbability,
  }));
}

function fillsOf(model: ModelRunner, { words }: Hypothesis): Fills {
  return words.map((word) => word?.ids ?? masks(model, 1));
}

/** The open place whose best token is the most likely. */
async function surestPlace(model: ModelRunner, places: MaskedPlaces, hypothesis: Hypothesis): Promise<number> {
  const open = hypothesis.words.flatMap((word, place) => (word === undefined ? [place] : []));
  const rows = open.map((place) => rowOf(places, fillsOf(model, hypothesis), place, 0));
  const positions = rows.flatMap((row) => row.positions);
  const [decoded] = await decodeRows(model, [{ ids: rows[0]!.ids, positions }], { topK: 1 });
  const certainty = decoded!.map(({ candidates }) => candidates[0]!.logProbability);
  return open[certainty.indexOf(Math.max(...certainty))]!;
}

async function continued(
  model: ModelRunner,
  places: MaskedPlaces,
  hypothesis: Hypothesis,
  place: number,
  pieces: number,
  width: number,
): Promise<Hypothesis[]> {
  const shape = { prefix: '', suffix: '', pieces, topK: width };
  const { words } = await wordsAt(model, places, fillsOf(model, hypothesis), place, shape);
  return words.map((word) => ({
    words: hypothesis.words.map((known, i) => (i === place ? word : known)),
    logProbability: hypothesis.logProbability + word.logProbability,
  }));
}

/** Answers by the mean log-probability of their words, each with its own place masked and all others filled. */
async function ranked(model: ModelRunner, places: MaskedPlaces, beam: readonly Hypothesis[]) {
  const chains = beam.flatMap((hypothesis) => {
    const fills = fillsOf(model, hypothesis);
    return fills.map((ids, place) => ({ places, fills: filled(fills, place, []), place, pieces: ids }));
  });
  const logs = (await chainLogProbabilities(model, chains)).map(wordLogProbability);
  const blanks = places.ranges.length;
  return beam
    .map(({ words }, i) => {
      const scores = logs.slice(i * blanks, (i + 1) * blanks);
      return {
        words: words.map((word, place) => {
          const { text, pieces, startsWord } = word!;
          return { text, pieces, startsWord, logProbability: scores[place]! };
        }),
        meanLogProbability: scores.reduce((sum, value) => sum + value, 0) / blanks,
      };
    })
    .sort((a, b) => b.meanLogProbability - a.meanLogProbability);
}
