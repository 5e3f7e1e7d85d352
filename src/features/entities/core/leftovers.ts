import { lineIndex } from '../../../prose/documentUnits';
import { wholeWords } from './wholeWords';

/** A text that was replaced, and a line of the copy in which it still stands. */
export interface Leftover {
  readonly text: string;
  readonly line: number;
}

/**
 * Where texts still stand as whole words, in any case and in the order of the copy: in code, an address, or missed by
 * the model.
 */
export function leftovers(copy: string, texts: readonly string[]): Leftover[] {
  const lineAt = lineIndex(copy);
  return Array.from(wholeWords(copy, texts, inAnyCase), ({ start, end }) => {
    return { text: copy.slice(start, end), line: lineAt(start) };
  });
}

const inAnyCase = (word: string) => word.toLowerCase();
