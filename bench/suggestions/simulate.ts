import { isSure, isTooShort, thresholds, type Threshold } from '../../src/features/words/core/confidence';
import { fillContext, type FillContext } from '../../src/features/words/core/fillContext';
import { contextTokens, phraseTokens } from '../../src/features/words/core/phrases/phraseTokens';
import type { PhraseTable } from '../../src/features/words/core/phrases/phraseTable';
import { isAtEnd, placeKindOf, type PlaceKind } from '../../src/features/words/core/placeKind';
import type { WordSuggestion } from '../../src/features/words/core/rankWords';
import type { WordFrequencies } from '../../src/features/words/core/wordFrequencies';
import type { WordSuggester } from '../../src/features/words/core/wordSuggester';
import { isWorthOffering } from '../../src/features/words/core/worthOffering';
import { plainTextLanguage } from '../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { passageAt } from '../../src/prose/prosePassage';
import type { Kind, Place } from './kinds';

/** What would be offered with `typed` letters of a word on the page. */
export interface Offer {
  readonly place: PlaceKind;
  readonly typed: number;
  readonly probability: number;
  /** Letters that accepting it inserts. */
  readonly saved: number;
  readonly isRight: boolean;
  /** Whether it saves enough, and lengthens no finished word. */
  readonly isWorthIt: boolean;
  readonly pieces: number;
  /** Words offered behind it, and how many of them, from the first on, are those that were written. */
  readonly ahead: { readonly words: number; readonly right: number; readonly letters: number };
}

/** One word being typed: the offers on the way, and its length. */
export interface TypedWord {
  readonly kind: Kind;
  readonly length: number;
  readonly offers: readonly Offer[];
}

/** Who offers words at a place of which some letters are typed; `ahead` are the words behind the first one. */
export type Writer = (
  context: FillContext,
  place: Place,
) => Promise<{ readonly words: readonly WordSuggestion[]; readonly ahead: readonly string[] }>;

/** The model, with or without counts of phrases, as the editor asks it. */
export function modelWriter(
  suggester: WordSuggester,
  model: string,
  learn?: (place: Place, both: boolean) => void,
): Writer {
  return async (context, place) => {
    learn?.(place, !isAtEnd(context));
    const quiet = thresholds.quiet[placeKindOf(context)];
    const options = {
      model,
      isEnough: (found: readonly WordSuggestion[]) => isSure(found, context.typed, quiet),
      budget: Infinity,
    };
    const words = await suggester.suggest(context, options);
    const [first] = words;
    const ahead = first === undefined ? [] : await suggester.ahead(context, first, jointBound, options);
    return { words, ahead };
  };
}

/** Joint probability of all words of an offer. */
const jointBound = 0.25;

/** Counts of phrases alone. */
export function countsWriter(table: PhraseTable): Writer {
  return async ({ text, range, typed, source }) => {
    const context = contextTokens(text.slice(0, range.start), 3);
    const found = table.continuations(context, typed, 5000).filter(([word]) => word.length > typed.length);
    const total = typed === '' ? 1 : found.reduce((sum, [, p]) => sum + p, 0);
    const words = found
      .slice(0, 9)
      .map(([word, p]) => ({ insertText: word, range: source, probability: p / total, pieces: 1 }));
    return { words, ahead: [] };
  };
}

/**
 * Types a word letter by letter, with the text after it in place (`both`) or at the end of the document, and notes what
 * is offered at every caret where the editor would ask.
 */
export async function typeWord(
  place: Place,
  both: boolean,
  writer: Writer,
  characters: number,
  frequencies: WordFrequencies,
): Promise<TypedWord> {
  const { word, kind, before, after } = place;
  const offers: Offer[] = [];
  for (let typed = 0; typed < word.length; typed++) {
    const letters = word.slice(0, typed);
    if (isTooShort(letters)) continue;
    const document = new ProseDocument(plainTextLanguage, before + letters + (both ? after : ''));
    const caret = before.length + typed;
    const context = fillContext(passageAt(document, caret, characters), caret, characters);
    if (context === undefined) continue;
    const { words, ahead } = await writer(context, place);
    const [first] = words;
    if (first === undefined) continue;
    const text = first.insertText.trim();
    const isRight = text === word;
    const written = phraseTokens(after);
    const firstWrong = ahead.findIndex((one, i) => one !== written[i]);
    const right = !isRight ? 0 : firstWrong < 0 ? ahead.length : firstWrong;
    offers.push({
      ...{ place: placeKindOf(context), typed, isRight, probability: first.probability, pieces: first.pieces },
      saved: text.length - typed,
      isWorthIt: isWorthOffering({ insertText: [text, ...ahead].join(' ') }, context, frequencies),
      ahead: { words: ahead.length, right, letters: ahead.slice(0, right).join(' ').length },
    });
  }
  return { kind, length: word.length, offers };
}

export function isShown(offer: Offer, bounds: Threshold): boolean {
  const suggestion = { insertText: ' '.repeat(offer.typed) + '_'.repeat(offer.saved), probability: offer.probability };
  return offer.isWorthIt && isSure([suggestion as WordSuggestion], ' '.repeat(offer.typed), bounds);
}

/**
 * Carets, those with a suggestion, those where it was right, and keystrokes: all, and those saved by accepting the
 * first right one with one key.
 */
export interface Outcome {
  readonly carets: number;
  readonly shown: number;
  readonly right: number;
  readonly keystrokes: number;
  readonly saved: number;
  /** Words offered behind the first one, and those of them that were right. */
  readonly ahead: number;
  readonly aheadRight: number;
}

/** What bounds would have shown of every word: at most one suggestion. */
export function outcome(
  words: readonly TypedWord[],
  bounds: Readonly<Record<PlaceKind, Threshold>>,
  only?: PlaceKind,
): Outcome {
  const result = { carets: 0, shown: 0, right: 0, keystrokes: 0, saved: 0, ahead: 0, aheadRight: 0 };
  for (const { length, offers } of words) {
    result.keystrokes += length + 1;
    for (const offer of offers) {
      if (only !== undefined && offer.place !== only) continue;
      result.carets++;
      if (!isShown(offer, bounds[offer.place])) continue;
      result.shown++;
      result.ahead += offer.ahead.words;
      result.aheadRight += offer.ahead.right;
      // One that is accepted ends the word, one that is typed over silences it.
      if (offer.isRight) {
        result.right++;
        result.saved += length - offer.typed - 1 + offer.ahead.letters;
      }
      break;
    }
  }
  return result;
}
