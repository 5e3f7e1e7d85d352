import { isSure, isTooShort, thresholds, type Threshold } from '../../src/features/words/core/confidence';
import { fillContext } from '../../src/features/words/core/fillContext';
import type { WordSuggester } from '../../src/features/words/core/wordSuggester';
import { plainTextLanguage } from '../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { passageAt } from '../../src/prose/prosePassage';
import type { NgramCounts } from './ngrams';
import type { Kind, Place } from './kinds';

/** What would be offered with `typed` letters of a word on the page. */
export interface Offer {
  readonly typed: number;
  readonly probability: number;
  readonly margin: number;
  readonly isRight: boolean;
  readonly pieces: number;
}

/** One word being typed: the offers on the way, and its length. */
export interface TypedWord {
  readonly kind: Kind;
  readonly length: number;
  readonly offers: readonly Offer[];
}

/** Who offers words; `both` sees the text after the caret too. */
export type Writer = (place: Place, typed: string) => Promise<readonly [string, number, number?][]>;

/** The model as the editor asks it: `both` sees the text after the word, otherwise the document ends there. */
export function modelWriter(suggester: WordSuggester, model: string, both: boolean, characters: number): Writer {
  return async ({ before, after }, typed) => {
    const document = new ProseDocument(plainTextLanguage, before + typed + (both ? after : ''));
    const caret = before.length + typed.length;
    const context = fillContext(passageAt(document, caret, characters), caret, characters);
    if (context === undefined) return [];
    const bounds = thresholds.quiet[typed === '' ? 'next' : 'inWord'];
    const options = {
      model,
      isEnough: (found: Parameters<typeof isSure>[0]) => isSure(found, bounds),
      budget: Infinity,
    };
    const suggestions = await suggester.suggest(context, options);
    return suggestions.map(({ insertText, probability, pieces }) => [insertText.trim(), probability, pieces]);
  };
}

export function frequencyWriter(counts: NgramCounts): Writer {
  return async (_, typed) => counts.frequency(typed);
}

export function trigramWriter(counts: NgramCounts): Writer {
  return async ({ before }, typed) => counts.trigram(before, typed);
}

/** Types a word letter by letter and notes what is offered at every caret where the editor would ask. */
export async function typeWord(place: Place, writer: Writer): Promise<TypedWord> {
  const { word, kind } = place;
  const offers: Offer[] = [];
  for (let typed = 0; typed < word.length; typed++) {
    if (isTooShort(word.slice(0, typed))) continue;
    const [first, second] = await writer(place, word.slice(0, typed));
    if (first === undefined) continue;
    const [text, probability, pieces = 1] = first;
    offers.push({ typed, probability, margin: probability - (second?.[1] ?? 0), isRight: text === word, pieces });
  }
  return { kind, length: word.length, offers };
}

/** Shares of carets with a suggestion, of right ones, and of keystrokes saved by accepting the first right one. */
export interface Outcome {
  readonly carets: number;
  readonly shown: number;
  readonly right: number;
  readonly keystrokes: number;
  readonly saved: number;
}

/** What bounds would have shown, up to the first right suggestion of every word. */
export function outcome(words: readonly TypedWord[], next: Threshold, inWord: Threshold): Outcome {
  const result = { carets: 0, shown: 0, right: 0, keystrokes: 0, saved: 0 };
  for (const { length, offers } of words) {
    result.keystrokes += length;
    for (const offer of offers) {
      result.carets++;
      const bounds = offer.typed === 0 ? next : inWord;
      if (offer.probability < bounds.probability || offer.margin < bounds.margin) continue;
      result.shown++;
      if (!offer.isRight) continue;
      result.right++;
      result.saved += Math.max(0, length - offer.typed - 1);
      break;
    }
  }
  return result;
}
