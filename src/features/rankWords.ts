import type { MaskCandidate } from '../protocol/predictions';
import type { TextRange } from '../protocol/text';
import type { FillContext } from './fillContext';

/** A word to offer. */
export interface WordSuggestion {
  /** What replaces `range`; begins with what is typed of the word. */
  readonly insertText: string;
  /** Range of the document. */
  readonly range: TextRange;
  /** At a space: the word's probability. In a word: its probability given the typed letters. */
  readonly probability: number;
}

const word = /^\p{L}(?:[\p{L}\p{M}]|['’-](?=\p{L}))*$/u;
const singleLetterWords = new Set(['a', 'A', 'I']);
/** Share of the words that agree with one more typed letter, about: three bits of information a letter. */
const agreementOfLetter = 1 / 8;

/** Whole words among a mask's candidates that fit `context`, best first; neither the word before the caret nor the one after it. */
export function rankWords(candidates: readonly MaskCandidate[], context: FillContext): WordSuggestion[] {
  const neighbours = neighboursOf(context);
  const masses = new Map<string, { insertText: string; mass: number; best: number }>();
  let agreeing = 0;
  let seen = 0;
  for (const candidate of candidates) {
    const mass = Math.exp(candidate.logProbability);
    seen += mass;
    if (!agrees(candidate, context)) continue;
    agreeing += mass;
    const folded = candidate.text.toLowerCase();
    if (!isWord(candidate.text) || neighbours.has(folded) || folded === (context.typed + context.rest).toLowerCase())
      continue;
    const known = masses.get(folded) ?? { insertText: '', mass: 0, best: 0 };
    const isBest = mass > known.best;
    masses.set(folded, {
      insertText: isBest ? spelled(candidate.text, context) : known.insertText,
      mass: known.mass + mass,
      best: Math.max(mass, known.best),
    });
  }
  // Candidates that were not returned may agree with the typed letters as well: their mass counts, as far as it is likely to agree.
  const unseen = Math.max(0, 1 - seen) * agreementOfLetter ** context.typed.length;
  const total = context.typed === '' ? 1 : agreeing + unseen;
  return [...masses.values()]
    .map(({ insertText, mass }) => ({ insertText, range: context.range, probability: mass / total }))
    .sort((a, b) => b.probability - a.probability);
}

/** Whether a candidate can stand at the caret: begins a word where one begins, and spells what is typed, whatever the case. */
function agrees({ text, startsWord }: MaskCandidate, { left, typed, rest }: FillContext): boolean {
  if (/\s$/u.test(left) && !startsWord) return false;
  if (text.length < typed.length + rest.length) return false;
  const sameStart = text.slice(0, typed.length).toLowerCase() === typed.toLowerCase();
  return sameStart && text.slice(text.length - rest.length).toLowerCase() === rest.toLowerCase();
}

function isWord(text: string): boolean {
  return word.test(text) && ([...text].length > 1 || singleLetterWords.has(text));
}

/** The words right before and right after, in lower case: repeating either is never a help. */
function neighboursOf({ left, right }: FillContext): Set<string> {
  const previous = /([\p{L}\p{M}'’-]+)\s+$/u.exec(left)?.[1] ?? '';
  const next = /^\s*([\p{L}\p{M}'’-]+)/u.exec(right)?.[1] ?? '';
  return new Set([previous.toLowerCase(), next.toLowerCase()]);
}

/**
 * The candidate as it is inserted. Typed letters stay as typed: where their case differs from the candidate's, the rest of the word is in
 * small letters (`nu` + `NULL` → `null`), or in capitals after capitals. A sentence begins with a capital, a space follows where one is missing.
 */
function spelled(text: string, { typed, rest, sentenceStart, needsSpace }: FillContext): string {
  const added = text.slice(typed.length, text.length - rest.length);
  const end = needsSpace ? ' ' : '';
  if (typed === '') return (sentenceStart ? capitalised(added) : added) + end;
  const inCapitals = typed.length > 1 && typed === typed.toUpperCase();
  const asTyped = inCapitals ? added.toUpperCase() : text.startsWith(typed) ? added : added.toLowerCase();
  return typed + asTyped + rest + end;
}

function capitalised(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return first.toUpperCase() + text.slice(first.length);
}
