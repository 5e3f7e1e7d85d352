import { neighboringWords } from '../../../base/word';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { maxPieces, type WordCandidate } from '../../../protocol/words';
import { casedLike, wordForm } from './wordForm';
import type { WordPlace } from './wordPlace';

/** A wording with its probability; for a phrase that of a piece, on average (the geometric mean). */
export interface Alternative {
  readonly text: string;
  readonly probability: number;
  /** Whether it has the number, tense or degree of what it replaces, as far as spelling tells. */
  readonly sameForm: boolean;
}

/** What could stand in the place of one word or several, best first, and how the present wording scores by the same measure. */
export interface Replacement {
  readonly source: TextRange;
  readonly original: Alternative;
  readonly alternatives: readonly Alternative[];
}

/** What a replacement needs beside the place. */
export interface ReplaceOptions extends ModelRequest, CallOptions {
  /** Alternatives to bring back. */
  readonly top: number;
}

const considered = 100;
/** How much likelier, in nats, a word of another form must be to come before one of the same form. */
const formBonus = Math.log(8);

/** Alternatives to the words of a place that fit the text on both sides. Rejects as the engine does. */
export async function replaceWord(
  engine: Pick<EngineApi, 'fillWords' | 'scoreWords' | 'scoreSubstitutes' | 'fillPhrase'>,
  { text, range, source }: WordPlace,
  { top, model, precision, ...call }: ReplaceOptions,
): Promise<Replacement> {
  const original = text.slice(range.start, range.end);
  const place = { model, precision, text, range };
  if (/\s/u.test(original)) {
    const { phrases, original: own } = await engine.fillPhrase({ ...place, topK: top }, call);
    const scored = (one: { text: string; meanLogProbability: number }) => ({
      text: casedLike(one.text, original),
      probability: Math.exp(one.meanLogProbability),
      sameForm: true,
    });
    return { source, original: scored(own), alternatives: phrases.map(scored) };
  }
  const { words } = await engine.fillWords({ ...place, topK: considered, pieces: maxPieces }, call);
  const [own] = await engine.scoreWords({ ...place, words: [original] }, call);
  const meanings = await engine.scoreSubstitutes({ ...place, words: words.map((word) => word.text) }, call);
  return {
    source,
    original: { text: original, probability: Math.exp(own?.logProbability ?? -Infinity), sameForm: true },
    alternatives: ranked(
      words,
      meanings,
      original,
      neighboringWords(text.slice(0, range.start), text.slice(range.end)),
    ).slice(0, top),
  };
}

/**
 * How well a word stands in for another: log-probability in its place, masked, and with it in sight, and whether it has its form. Only a
 * comparison of words in the same place means something.
 */
export function substituteRank(word: string, original: string, fit: number, meaning: number): number {
  return fit + meaning + (wordForm(word) === wordForm(original) ? formBonus : 0);
}

/** Words by rank; spellings that differ in case count once. */
function ranked(
  words: readonly WordCandidate[],
  meanings: readonly number[],
  original: string,
  neighbors: ReadonlySet<string>,
): Alternative[] {
  const form = wordForm(original);
  const known = new Set([original.toLowerCase(), ...neighbors]);
  return words
    .map(({ text, logProbability }, i) => ({
      text,
      logProbability,
      sameForm: wordForm(text) === form,
      rank: substituteRank(text, original, logProbability, meanings[i]!),
    }))
    .filter(({ text }) => [...text].length > 1)
    .sort((a, b) => b.rank - a.rank)
    .filter(({ text }) => {
      const folded = text.toLowerCase();
      return !known.has(folded) && known.add(folded);
    })
    .map(({ text, logProbability, sameForm }) => ({
      text: casedLike(text, original),
      probability: Math.exp(logProbability),
      sameForm,
    }));
}
