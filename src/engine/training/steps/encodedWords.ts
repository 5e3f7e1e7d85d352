import { beginStep } from '../../../base/workSteps';
import type { Encoding, TextRange } from '../../../protocol/text';
import type { TaggedText } from '../../../protocol/training';
import type { InputRow } from '../../tokenizer/rowTemplate';
import type { Tokenizer } from '../../tokenizer/tokenizer';

/** A text, or a part of one that is too long, as tokens, of which the first of each word stands for the word. */
export interface EncodedWords extends InputRow {
  /** Index of the text. */
  readonly text: number;
  /** For each token, which word of the text it stands for, or −1. */
  readonly words: readonly number[];
  /** For each token, the id of its word's tag, or −1. */
  readonly tags: readonly number[];
}

/**
 * Tokenizes texts; what is longer than `maxTokens` becomes several rows that begin with a word. `tagIds` are the ids of
 * a text's tags, one a word.
 */
export function encodeWords(
  tokenizer: Tokenizer,
  texts: readonly TaggedText[],
  tagIds: (text: TaggedText) => readonly number[],
  maxTokens: number,
): EncodedWords[] {
  return texts.flatMap((one, text) => {
    beginStep();
    const encoding = tokenizer.encode(one.text);
    const words = wordsOfTokens(one, encoding);
    const ids = tagIds(one);
    return windows(words, maxTokens).map(([from, to]) => {
      // The special tokens at both ends belong to every part.
      const part = <T>(all: readonly T[]) => [all[0]!, ...all.slice(from, to), all.at(-1)!];
      const own = part(words);
      return {
        text,
        ids: part(encoding.ids),
        types: part(encoding.types),
        words: own,
        tags: own.map((word) => ids[word] ?? -1),
      };
    });
  });
}

/**
 * For each token the word that it is the first of, −1 for the others. A token holds the white space before it; one of
 * nothing else counts for the word that follows.
 */
export function wordsOfTokens(
  { text, words }: { readonly text: string; readonly words: readonly TextRange[] },
  { ranges }: Pick<Encoding, 'ranges'>,
): number[] {
  let [next, last] = [0, -1];
  return ranges.map(({ start, end }, token) => {
    if (token === 0 || token === ranges.length - 1) return -1;
    const blanks = /^\s*/.exec(text.slice(start, end))?.[0].length ?? 0;
    const from = start + blanks;
    while (next < words.length && words[next]!.end <= from) next++;
    const word = words[next];
    const isBlank = from === end && text.slice(end, word?.start).trim() === '';
    if (word === undefined || next === last || (end <= word.start && !isBlank)) return -1;
    last = next;
    return next;
  });
}

/** The tokens between the special ones in parts, as [from, to): each ends before a word, if that leaves anything. */
function windows(words: readonly number[], maxTokens: number): [number, number][] {
  const [last, size] = [words.length - 1, Math.max(1, maxTokens - 2)];
  const parts: [number, number][] = [];
  let from = 1;
  do {
    let to = Math.min(last, from + size);
    if (to < last) while (to > from && words[to] === -1) to--;
    if (to === from) to = Math.min(last, from + size);
    parts.push([from, to]);
    from = to;
  } while (from < last);
  return parts;
}
