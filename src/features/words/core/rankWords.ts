import { capitalized, neighboringWords } from '../../../base/word';
import type { TextRange } from '../../../protocol/text';
import type { WordCandidate, WordPrediction } from '../../../protocol/words';
import type { FillContext } from './fillContext';

export interface WordSuggestion {
  /** What replaces `range`; begins with what is typed of the word. */
  readonly insertText: string;
  /** Range of the document. */
  readonly range: TextRange;
  /** At a space: the word's probability. In a word: its probability given the typed letters. */
  readonly probability: number;
  /** Pieces of the vocabulary that the word consists of. */
  readonly pieces: number;
}

const singleLetterWords = new Set(['a', 'A', 'I']);
/** Share of the words that agree with one more typed letter, about: three bits of information a letter. */
const agreementOfLetter = 1 / 8;

/**
 * The words among `prediction` that fit `context`, best first; neither the word before the caret nor the one after it.
 */
export function rankWords({ words, unseen }: WordPrediction, context: FillContext): WordSuggestion[] {
  const neighbors = neighboringWords(context.text.slice(0, context.range.start), context.text.slice(context.range.end));
  const found = new Map<string, { insertText: string; pieces: number; mass: number; best: number }>();
  let agreeing = 0;
  for (const word of words) {
    if (!agrees(word, context)) continue;
    const mass = Math.exp(word.logProbability);
    agreeing += mass;
    const folded = word.text.toLowerCase();
    if (!canStandAlone(word.text) || neighbors.has(folded) || folded === (context.typed + context.rest).toLowerCase())
      continue;
    const known = found.get(folded) ?? { insertText: '', pieces: 1, mass: 0, best: 0 };
    const isBest = mass > known.best;
    found.set(folded, {
      insertText: isBest ? spelled(word.text, context) : known.insertText,
      pieces: isBest ? word.pieces : known.pieces,
      mass: known.mass + mass,
      best: Math.max(mass, known.best),
    });
  }
  // Words that were not returned may agree with the typed letters as well: their mass counts, as far as it is likely to
  // agree.
  const total = context.typed === '' ? 1 : agreeing + unseen * agreementOfLetter ** context.typed.length;
  return [...found.values()]
    .map(({ insertText, pieces, mass }) => ({ insertText, range: context.source, probability: mass / total, pieces }))
    .sort((a, b) => b.probability - a.probability);
}

/**
 * Whether a word can stand at the caret: begins with a space where there is one, and spells what is typed, whatever the
 * case.
 */
function agrees({ text, startsWord }: WordCandidate, { text: around, range, typed, rest }: FillContext): boolean {
  if (/\s/u.test(around.charAt(range.start - 1)) && !startsWord) return false;
  if (text.length < typed.length + rest.length) return false;
  const sameStart = text.slice(0, typed.length).toLowerCase() === typed.toLowerCase();
  return sameStart && text.slice(text.length - rest.length).toLowerCase() === rest.toLowerCase();
}

function canStandAlone(text: string): boolean {
  return [...text].length > 1 || singleLetterWords.has(text);
}

/**
 * The candidate as it is inserted. Typed letters stay as typed: where their case differs from the candidate's, the rest
 * of the word is in small letters (`nu` + `NULL` → `null`), or in capitals after capitals. A sentence begins with a
 * capital, a space follows where one is missing.
 */
function spelled(text: string, { typed, rest, sentenceStart, needsSpace }: FillContext): string {
  const added = text.slice(typed.length, text.length - rest.length);
  const end = needsSpace ? ' ' : '';
  if (typed === '') return (sentenceStart ? capitalized(added) : added) + end;
  const inCapitals = typed.length > 1 && typed === typed.toUpperCase();
  const asTyped = inCapitals ? added.toUpperCase() : text.startsWith(typed) ? added : added.toLowerCase();
  return typed + asTyped + rest + end;
}
