import type { TextRange } from '../../../protocol/text';
import { toSource, toText, type ProseBlock } from '../../../prose/proseBlock';
import type { ProsePassage } from '../../../prose/prosePassage';
import { contextWindow } from './contextWindow';

/** A stretch of a block's text that a command works on, in the text around it as a model reads it. */
export interface WordPlace {
  /** The sentence, and as many of its neighbors as fit. */
  readonly text: string;
  /** The stretch in `text`. */
  readonly range: TextRange;
  /** The stretch in the document. */
  readonly source: TextRange;
}

const wordCharacter = /[\p{L}\p{M}\p{N}'’-]/u;

/**
 * The selected words of a passage, or the word at the caret when `selection` is empty, in about `characters` of
 * context; undefined where there is none: in code, between words, or when the selection holds markup.
 */
export function wordPlace(
  passage: ProsePassage | undefined,
  selection: TextRange,
  characters: number,
): WordPlace | undefined {
  if (passage === undefined) return undefined;
  const { block } = passage;
  const [start, end] = [toText(block, selection.start), toText(block, selection.end)];
  if (start === undefined || end === undefined) return undefined;
  const range = start === end ? wordAt(block.text, start) : trimmed(block.text, { start, end });
  if (range === undefined || !isPlain(block, range)) return undefined;
  return inContext(passage, range, characters);
}

/** A range of a block's text with the text around it. */
function inContext(passage: ProsePassage, range: TextRange, characters: number): WordPlace {
  const { block } = passage;
  const { before, after } = contextWindow(passage, range, characters);
  const words = block.text.slice(range.start, range.end);
  return {
    text: before + words + after,
    range: { start: before.length, end: before.length + words.length },
    source: toSource(block, range),
  };
}

/** Whether a range stands in the document as it is in the text: replacing it touches no markup. */
export function isPlain(block: ProseBlock, { start, end }: TextRange): boolean {
  return block.pieces.some(({ kind, text }) => kind === 'verbatim' && text.start <= start && end <= text.end);
}

function wordAt(text: string, at: number): TextRange | undefined {
  let [start, end] = [at, at];
  while (start > 0 && wordCharacter.test(text[start - 1] ?? '')) start--;
  while (end < text.length && wordCharacter.test(text[end] ?? '')) end++;
  return trimmed(text, { start, end });
}

/** Without white space and marks at the ends; undefined when no letter is left. */
function trimmed(text: string, { start, end }: TextRange): TextRange | undefined {
  const part = text.slice(start, end);
  const first = part.search(/[\p{L}\p{N}]/u);
  const core = part.slice(first).replace(/[^\p{L}\p{M}\p{N}]+$/u, '');
  return first >= 0 && /\p{L}/u.test(core) ? { start: start + first, end: start + first + core.length } : undefined;
}
