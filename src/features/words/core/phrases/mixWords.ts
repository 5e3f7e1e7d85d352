import type { WordPrediction } from '../../../../protocol/words';
import type { Continuations, OwnPhrases } from './ownPhrases';
import { contextTokens, phraseTokens } from './phraseTokens';
import type { PhraseTable } from './phraseTable';

/** Where counts of phrases come from. */
export interface PhraseSources {
  readonly table: PhraseTable;
  readonly own: OwnPhrases;
}

/** How much each source counts at a place of one kind; fitted on development text (docs/suggestions.md). */
export interface Mixture {
  /** The table's share; the model has the rest. */
  readonly table: number;
  /** The share that the frequency of a word in the writer's own documents has in that. */
  readonly ownWords: number;
  /**
   * What the writer wrote behind the same words counts against the others as its occurrences do against this times the
   * words it chose among.
   */
  readonly doubt: number;
}

/** A word with what each source says of it. */
interface Witnessed {
  readonly text: string;
  readonly pieces: number;
  readonly startsWord: boolean;
  readonly model: number;
  readonly table: number;
  readonly ownWord: number;
  /** Occurrences behind the last word, the last two, and the last three. */
  readonly own: readonly number[];
}

/** What all sources say of a place. */
export interface Evidence {
  readonly words: readonly Witnessed[];
  readonly unseen: number;
  /** Of each length of context: how often it occurs in the writer's documents, and how many different words follow. */
  readonly own: readonly { readonly total: number; readonly words: number }[];
}

/**
 * A place for a word: the text before it, what is typed of the word before and after the cursor, and the text after it.
 */
interface Place {
  readonly before: string;
  readonly typed: string;
  readonly rest?: string;
  readonly after: string;
}

const tableWords = 200;
const wordsOfContext = 3;

/** Adds to the model's words those that the counts know, and to each what they say of it. */
export function evidenceOf(prediction: WordPrediction, place: Place, { table, own }: PhraseSources): Evidence {
  const context = contextTokens(place.before, wordsOfContext);
  const unfinished = place.typed + (place.rest ?? '');
  const counted = own.continuations(context).map((one) => withoutOne(one, unfinished));
  const itself = own.known(unfinished);
  const ownTotal = own.size - (itself === undefined ? 0 : 1);
  const ownWord = (text: string) => {
    const word = own.known(text);
    return word?.spelling !== text || ownTotal === 0 ? 0 : (word.count - (word === itself ? 1 : 0)) / ownTotal;
  };
  const behind = table.behind(context);
  const rest = new Map<string, number>(table.continuations(context, place.typed, tableWords));
  const known = (text: string) => ({
    table: rest.get(text) ?? behind(text),
    ownWord: ownWord(text),
    own: counted.map(({ counts }) => counts.get(text) ?? 0),
  });
  const words: Witnessed[] = prediction.words.map(({ text, pieces, startsWord, logProbability }) => ({
    ...{ text, pieces, startsWord, model: Math.exp(logProbability) },
    ...(startsWord ? known(text) : { table: 0, ownWord: 0, own: counted.map(() => 0) }),
  }));
  const seen = new Set(words.filter(({ startsWord }) => startsWord).map(({ text }) => text));
  const folded = place.typed.toLowerCase();
  const others = [
    ...rest.keys(),
    ...counted.flatMap(({ counts }) => [...counts.keys()]),
    ...(folded === '' ? [] : [...own.beginningWith(folded).counts.keys()].filter((text) => ownWord(text) > 0)),
  ];
  for (const text of others) {
    if (seen.has(text) || !text.toLowerCase().startsWith(folded)) continue;
    seen.add(text);
    words.push({ text, pieces: 0, startsWord: true, model: 0, ...known(text) });
  }
  const totals = counted.map(({ total, counts }) => ({ total, words: counts.size }));
  return { words: followedBy(words, context, place.after, table), unseen: prediction.unseen, own: totals };
}

/** The word at the cursor stands in the writer's document as far as it is typed, which says nothing of it. */
function withoutOne(found: Continuations, word: string): Continuations {
  if (word === '') return found;
  const spelling = [...found.counts.keys()].find((one) => one.toLowerCase() === word.toLowerCase());
  if (spelling === undefined) return found;
  const counts = new Map(found.counts).set(spelling, found.counts.get(spelling)! - 1);
  if (counts.get(spelling) === 0) counts.delete(spelling);
  return { counts, total: found.total - 1 };
}

/** Where a word follows, the table's probabilities take it into account: P(w | before) P(next | before, w). */
function followedBy(words: Witnessed[], context: readonly string[], after: string, table: PhraseTable): Witnessed[] {
  const [next] = phraseTokens(after.slice(0, 40));
  if (next === undefined || !/^\p{L}/u.test(next)) return words;
  const joint = words.map(
    (word) => word.table * table.probability([...context, word.text].slice(-wordsOfContext), next),
  );
  const [before, now] = [words.reduce((sum, word) => sum + word.table, 0), joint.reduce((sum, one) => sum + one, 0)];
  return now === 0 ? words : words.map((word, i) => ({ ...word, table: (joint[i]! * before) / now }));
}

/**
 * One distribution out of what the sources say: model and table are mixed linearly, then the writer's own words, then
 * what was written behind one, two and three words, each interpolated as Witten and Bell do.
 */
export function mixed({ words, unseen, own }: Evidence, mixture: Mixture): WordPrediction {
  const { table, ownWords, doubt } = mixture;
  const lengths = own.map(({ total, words }) => ({ total, doubt: Math.max(1e-9, doubt * words) }));
  const mixedWords = words.map(({ text, pieces, startsWord, ...word }) => {
    const mass = (1 - ownWords) * ((1 - table) * word.model + table * word.table) + ownWords * word.ownWord;
    const probability = lengths.reduce(
      (p, { total, doubt }, i) => (total === 0 ? p : (word.own[i]! + doubt * p) / (total + doubt)),
      mass,
    );
    return { text, pieces, startsWord, logProbability: Math.log(probability) };
  });
  return { words: mixedWords, unseen: (1 - table) * (1 - ownWords) * unseen };
}
