import type { TextRange } from '../../protocol/text';

/** Python's `\w` has no marks, and its white space is not quite JavaScript's. */
const word = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*|[^\s\x1c-\x1f\x85]|\ufeff/gu;

/**
 * The words of a text as GLiNER's splitter finds them: letters and digits, joined by hyphens and underscores, and every
 * other character that is no space by itself (gliner/data_processing/tokenizer.py, `\w+(?:[-_]\w+)*|\S`).
 */
export function textWords(text: string): TextRange[] {
  return Array.from(text.matchAll(word), ({ 0: found, index }) => ({ start: index, end: index + found.length }));
}
