import type { TextRange } from '../../protocol/text';

/** Python's `\w`, which has no marks, and `\S`, apart from `isPythonSpace`. */
const word = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*|[^\s\x85]|\ufeff/gu;

/** Separators of files and records are white space to Python. */
function isPythonSpace(found: string): boolean {
  return found >= '\x1c' && found <= '\x1f';
}

/**
 * The words of a text as GLiNER's splitter finds them: letters and digits, joined by hyphens and underscores, and every
 * other character but spaces by itself (gliner/data_processing/tokenizer.py, `\w+(?:[-_]\w+)*|\S`).
 */
export function textWords(text: string): TextRange[] {
  return Array.from(text.matchAll(word)).flatMap(({ 0: found, index }) =>
    isPythonSpace(found) ? [] : [{ start: index, end: index + found.length }],
  );
}
