import type { TextRange } from '../../../protocol/text';
import { sentenceIndexAt, type ProseBlock } from '../../../prose/proseBlock';
import type { ProsePassage } from '../../../prose/prosePassage';

/** The text on both sides of a place as a model reads it: without markup, sentences and blocks parted by a space. */
export interface ContextWindow {
  readonly before: string;
  readonly after: string;
}

/** The share of a sentence that is too long which stands before the place. */
const leftShare = 2 / 3;

/**
 * The text around a range of a passage's block: the sentences that it touches, then those around them, the nearest
 * first and those before first, as long as both sides together have at most `characters`. Neighboring blocks count,
 * too, but those after it only where the range does not end its block: a sentence that is still being written does not
 * continue in the next paragraph. A sentence that is too long by itself is cut between words.
 */
export function contextWindow(
  { block, before, after }: ProsePassage,
  range: TextRange,
  characters: number,
): ContextWindow {
  const { text, sentences } = block;
  const first = sentenceIndexAt(block, range.start);
  const last = Math.max(first, sentenceIndexAt(block, Math.max(range.start, range.end - 1)));
  const start = Math.min(range.start, sentences[first]?.start ?? 0);
  const end = Math.max(range.end, sentences[last]?.end ?? text.length);
  const own = { before: text.slice(start, range.start), after: text.slice(range.end, end) };
  let room = characters - own.before.length - own.after.length;
  if (room < 0) return cut(own, characters);
  const isLast = text.slice(range.end).trim() === '';
  const sides = {
    before: [...before, ...textsOf(block, 0, Math.max(0, first))].reverse(),
    after: [...textsOf(block, last + 1), ...(isLast ? [] : after)],
  };
  const taken = { before: 0, after: 0 };
  for (let isOpen = true; isOpen;) {
    isOpen = false;
    for (const side of ['before', 'after'] as const) {
      const sentence = sides[side][taken[side]];
      if (sentence === undefined || sentence.length + 1 > room) continue;
      taken[side]++;
      room -= sentence.length + 1;
      isOpen = true;
    }
  }
  return {
    before: [...sides.before.slice(0, taken.before).reverse(), own.before].join(' '),
    after: [own.after, ...sides.after.slice(0, taken.after)].join(' '),
  };
}

function textsOf({ text, sentences }: ProseBlock, from: number, to?: number): string[] {
  return sentences.slice(from, to).map(({ start, end }) => text.slice(start, end));
}

/** Part of a sentence, cut between words; what one side does not need is the other's. */
function cut({ before, after }: ContextWindow, characters: number): ContextWindow {
  const left = Math.max(Math.round(characters * leftShare), characters - after.length);
  const near = before.slice(-left);
  const start = near.length < before.length ? near.search(/\s/) : 0;
  const kept = near.slice(Math.max(0, start));
  const far = after.slice(0, characters - kept.length);
  const end = far.length < after.length ? far.search(/\s\S*$/) : -1;
  return { before: kept, after: end < 0 ? far : far.slice(0, end) };
}
