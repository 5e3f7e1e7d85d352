import { neighboringWords, capitalized } from '../../../base/word';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { maxPieces, type WordCandidate } from '../../../protocol/words';
import type { WordPlace } from './wordPlace';

/** A wording with its probability; for a phrase that of a piece, on average (the geometric mean). */
export interface Alternative {
  readonly text: string;
  readonly probability: number;
  /** Whether it has the number, tense or degree of what it replaces, as far as its spelling shows. */
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

/** The grammatical form of an English word as far as its spelling shows: endings, and the commonest irregular forms. */
type WordForm = 'ing' | 'past' | 's' | 'comparative' | 'superlative' | 'adverb' | 'plain';

const irregularPast = new Set(
  (
    'was were been had did done went gone said made took taken came saw seen knew known got gotten gave given found thought told became ' +
    'become left felt put brought began begun kept held wrote written stood heard let meant set met ran paid sat spoke spoken lay lain led ' +
    'read grew grown lost fell fallen sent built understood drew drawn broke broken spent cut rose risen drove driven bought wore worn chose ' +
    'chosen shown threw thrown caught dealt won forgot forgotten taught sold fought flew flown ate eaten slept hid hidden shook shaken'
  ).split(' '),
);
const irregularPlurals = new Set('men women children people feet teeth mice geese data criteria phenomena'.split(' '));
const comparatives = new Set('better worse more less further farther'.split(' '));
const superlatives = new Set('best worst most least furthest farthest'.split(' '));
/** Words that only look as if they had an ending. */
const uninflected =
  /^(?:this|his|its|is|as|us|was|has|does|always|perhaps|besides|bus|gas|lens|news|series|species|need|seed|speed|feed|indeed|hundred|red|bed|thing|nothing|something|anything|everything|king|ring|spring|string|bring|sing|during|morning|evening|her|other|another|over|under|after|never|ever|however|whether|rather|either|neither|paper|water|user|server|number|order|letter|matter|member|owner|teacher|writer|reader|rest|test|west|best|guest|request|interest|forest|honest|only|family|early|reply|apply|supply|july)$/;

/** A word's form, by its spelling in small letters. */
export function wordForm(word: string): WordForm {
  const folded = word.toLowerCase();
  if (comparatives.has(folded)) return 'comparative';
  if (superlatives.has(folded)) return 'superlative';
  if (irregularPast.has(folded)) return 'past';
  if (irregularPlurals.has(folded)) return 's';
  if (folded.length < 4 || uninflected.test(folded)) return 'plain';
  if (/ing$/.test(folded)) return 'ing';
  if (/ed$/.test(folded)) return 'past';
  if (/[^aeiouy]est$|iest$/.test(folded)) return 'superlative';
  if (/[^s]ly$/.test(folded)) return 'adverb';
  if (/[^siu]s$|ies$/.test(folded)) return 's';
  return 'plain';
}

/** `word` with its first letter, or all of it, in capitals where `model` has it so. */
export function casedLike(word: string, model: string): string {
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  const first = String.fromCodePoint(model.codePointAt(0) ?? 0);
  if (first === first.toLowerCase()) return word;
  return capitalized(word);
}
