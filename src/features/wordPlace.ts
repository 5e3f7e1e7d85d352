import type { TextRange } from '../protocol/text';
import { sentenceIndexAt, toSource, toText, type ProseBlock } from '../prose/proseBlock';

/** A stretch of a block's text that a command works on, in the text around it as a model reads it. */
export interface WordPlace {
  /** Part of the block's text: the sentence, and as many of its neighbours as fit. */
  readonly text: string;
  /** The stretch in `text`. */
  readonly range: TextRange;
  /** The stretch in the document. */
  readonly source: TextRange;
}

/** Characters of context on both sides together. */
const contextCharacters = 320;
const wordCharacter = /[\p{L}\p{M}\p{N}'’-]/u;

/**
 * The selected words of a block, or the word at the caret when `selection` (of the document) is empty; undefined where there is
 * none: in code, between words, or when the selection holds markup.
 */
export function wordPlace(block: ProseBlock, selection: TextRange): WordPlace | undefined {
  const start = toText(block, selection.start);
  const end = toText(block, selection.end);
  if (start === undefined || end === undefined) return undefined;
  const range = start === end ? wordAt(block.text, start) : trimmed(block.text, { start, end });
  if (range === undefined || !isPlain(block, range)) return undefined;
  return inContext(block, range);
}

/** A range of a block's text with the text around it. */
export function inContext(block: ProseBlock, range: TextRange): WordPlace {
  const window = windowAround(block, range);
  return {
    text: block.text.slice(window.start, window.end),
    range: { start: range.start - window.start, end: range.end - window.start },
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

/** The sentences that a range touches, with their neighbours while they fit, those before first. */
export function windowAround(block: ProseBlock, range: TextRange): TextRange {
  const first = sentenceIndexAt(block, range.start);
  const last = Math.max(first, sentenceIndexAt(block, Math.max(range.start, range.end - 1)));
  let start = Math.min(range.start, block.sentences[first]?.start ?? 0);
  let end = Math.max(range.end, block.sentences[last]?.end ?? block.text.length);
  for (let distance = 1; distance <= block.sentences.length; distance++) {
    const previous = block.sentences[first - distance];
    const next = block.sentences[last + distance];
    if (previous !== undefined && end - previous.start <= contextCharacters) start = Math.min(start, previous.start);
    if (next !== undefined && next.end - start <= contextCharacters) end = Math.max(end, next.end);
  }
  return { start, end };
}
