import { BlockBuilder } from '../blockBuilder';
import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { plainTextLanguage } from '../plainText/plainTextLanguage';
import type { ProseBlock } from '../proseBlock';
import type { ChunkEnd, ProseLanguage } from '../proseLanguage';

/** Before the subject, and behind the scissors; between them the state is empty. */
const start = 'start';
const cutOff = 'cut off';

const scissors = /^# -+ >8 -+/;
/** `Signed-off-by: …`, `Fixes: #12`, and lines that continue a value. */
const trailer =
  /^(?:(?:[A-Z][A-Za-z]*(?:-[A-Za-z]+)+|Fixes|Closes|Resolves|Refs?|Cc|Link|Bug|Issue|See)(?:: | #)|[ \t])/;
/** A trailer that stands under other lines, too: it is no sentence. */
const gitTrailer = /^[A-Z][A-Za-z]*(?:-[A-Za-z]+)+: /;
/** `feat(editor)!: ` of Conventional Commits, `fixup! `. */
const prefix = /^(?:[a-z]+(?:\([^()]*\))?!?: |(?:fixup|squash|amend)! )+/;

/**
 * A commit's message: a subject, paragraphs as in plain text, trailers; comments and what stands behind the scissors
 * are no prose.
 */
export const gitCommitLanguage: ProseLanguage = {
  initialState: start,
  chunkEnd,
  blocksOf: (chunk, state, facts) => {
    if (state === start) return subjectOf(chunk);
    const lines = chunk.trimEnd().split('\n');
    const paragraph = lines.slice(0, lines.findLastIndex((line) => !gitTrailer.test(line)) + 1);
    const isProse = paragraph.some((line) => !trailer.test(line));
    return isProse ? plainTextLanguage.blocksOf(paragraph.join('\n'), '', facts) : [];
  },
  literal: plainTextLanguage.literal,
};

/** A comment, the subject, or a paragraph with the blank lines behind it. */
function chunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state === cutOff) return { end: text.length, state, hasProse: false };
  let end = lineEnd(text, from);
  if (text[from] === '#') return { end, state: scissors.test(text.slice(from, end)) ? cutOff : state, hasProse: false };
  if (state === start)
    return { end, state: isBlank(text, from, end) ? start : '', hasProse: !isBlank(text, from, end) };
  let blankSeen = isBlank(text, from, end);
  while (end < text.length && text[end] !== '#') {
    const next = lineEnd(text, end);
    const blank = isBlank(text, end, next);
    if (blankSeen && !blank) break;
    const cut = forcedCut(text, from, end, next);
    if (cut !== undefined) return { end: cut, state: '', hasProse: true };
    blankSeen = blank;
    end = next;
  }
  return { end, state: '', hasProse: true };
}

function subjectOf(line: string): ProseBlock[] {
  const builder = new BlockBuilder(line, 'heading', 0);
  builder.verbatim(prefix.exec(line)?.[0].length ?? 0, line.trimEnd().length);
  return [builder.build() ?? []].flat();
}
