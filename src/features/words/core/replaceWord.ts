import { capitalized, neighboringWords } from '../../../base/word';
import { plain, type PlainText } from '../../../base/plainText';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { contentWordsOf } from './functionWords';
import type { Thesaurus } from './thesaurus';
import type { WordPlace } from './wordPlace';

/** A wording with its rank: what is listed is ordered by it, best first, and it means nothing in another place. */
export interface Alternative {
  readonly text: string;
  readonly score: number;
}

/** What could stand in the place of one word or several, and how the present wording ranks. */
export interface Replacement {
  readonly source: TextRange;
  readonly original: Alternative;
  /** At most six, and none where none is good enough. */
  readonly alternatives: readonly Alternative[];
  /** How many wordings were judged. */
  readonly judged: number;
}

export const maxAlternatives = 6;
/**
 * How much worse than the original, and than the best, a wording may be, in nats; for a phrase, per piece. Measured in
 * docs/suggestions.md.
 */
const bounds = { word: { original: 16, best: 8 }, phrase: { original: 2, best: 2 } } as const;
/** How much likelier, in nats, a synonym must be for each commoner sense of the original that it does not have. */
const senseCost = 3;
/** Characters on both sides in which no word is to occur twice. */
const nearby = 60;

/** Alternatives to the words of a place that fit the text on both sides. Rejects as the engine does. */
export async function replaceWord(
  engine: Pick<EngineApi, 'scoreWords' | 'scoreSubstitutes' | 'fillPhrase'>,
  thesaurus: Thesaurus,
  place: WordPlace,
  { model, precision, ...call }: ModelRequest & CallOptions,
): Promise<Replacement> {
  const { text, range, source } = place;
  const words = text.slice(range.start, range.end);
  const request = { model, precision, text, range };
  const isPhrase = /\s/u.test(words);
  const { original, others } = isPhrase
    ? await phrases(engine, request, call)
    : await synonyms(engine, await thesaurus.synonyms(words), words, request, call);
  const near = wordsNear(place);
  const fitting = others
    .filter((one) => !one.text.split(' ').some((word) => near.has(word.toLowerCase())))
    .sort((a, b) => b.score - a.score);
  const { original: behindOriginal, best: behindBest } = isPhrase ? bounds.phrase : bounds.word;
  const min = Math.max(original.score - behindOriginal, (fitting[0]?.score ?? 0) - behindBest);
  return {
    source,
    original,
    alternatives: fitting
      .filter(({ score }) => score >= min)
      .slice(0, maxAlternatives)
      .map((one) => ({ ...one, text: casedLike(one.text, words) })),
    judged: others.length,
  };
}

/** What to say where there are no alternatives. */
export function noAlternative({ original }: Replacement): PlainText {
  return plain`No good alternative to “${original.text}” here.`;
}

interface Judged {
  readonly original: Alternative;
  readonly others: readonly Alternative[];
}

async function synonyms(
  engine: Pick<EngineApi, 'scoreWords' | 'scoreSubstitutes'>,
  candidates: readonly { readonly text: string; readonly sense: number }[],
  original: string,
  place: ModelRequest & { readonly text: string; readonly range: TextRange },
  call: CallOptions,
): Promise<Judged> {
  const request = { ...place, words: [original, ...candidates.map(({ text }) => text)] };
  const fits = await engine.scoreWords(request, call);
  const meanings = await engine.scoreSubstitutes(request, call);
  const [own, ...others] = [{ text: original, sense: 0 }, ...candidates].map(({ text, sense }, i) => ({
    text,
    score: substituteRank(fits[i]!.logProbability, meanings[i]!, sense),
  }));
  return { original: own!, others };
}

/**
 * How well a word stands in for another: the log-probabilities in its place, masked, and with it in sight, and the
 * sense in which they mean the same.
 */
export function substituteRank(fit: number, meaning: number, sense = 0): number {
  return fit + meaning - senseCost * sense;
}

const consideredPhrases = 20;

async function phrases(
  engine: Pick<EngineApi, 'fillPhrase'>,
  place: ModelRequest & { readonly text: string; readonly range: TextRange },
  call: CallOptions,
): Promise<Judged> {
  const found = await engine.fillPhrase({ ...place, topK: consideredPhrases }, call);
  const scored = (one: { text: string; meanLogProbability: number }) => ({
    text: one.text,
    score: one.meanLogProbability,
  });
  return { original: scored(found.original), others: found.phrases.filter(keepsMeaning(found.original)).map(scored) };
}

/**
 * The model fills a gap with whatever fits: another wording must have a content word of the original, or none where it
 * has none.
 */
function keepsMeaning(original: { readonly text: string }): (other: { readonly text: string }) => boolean {
  const own = contentWordsOf(original.text);
  return ({ text }) => {
    const words = contentWordsOf(text);
    return own.length === 0 ? words.length === 0 : words.some((word) => own.includes(word));
  };
}

/** The words right beside a place, and the content words around it. */
export function wordsNear({ text, range }: WordPlace): Set<string> {
  const [before, after] = [text.slice(0, range.start), text.slice(range.end)];
  const around = [before.slice(-nearby), after.slice(0, nearby)];
  return new Set([...neighboringWords(before, after), ...around.flatMap(contentWordsOf)]);
}

/** `word` with its first letter, or all of it, in capitals where `model` has it so. */
export function casedLike(word: string, model: string): string {
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  const first = String.fromCodePoint(model.codePointAt(0) ?? 0);
  if (first === first.toLowerCase()) return word;
  return capitalized(word);
}
