import { plain } from '../../../base/plainText';
import { wordsOf } from '../../../prose/words';
import { RequestError } from '../../../protocol/errors';
import { withoutSpace, type TextRange } from '../../../protocol/text';
import type { TaggedText } from '../../../protocol/training';
import type { WordEntity } from '../../../protocol/wordTags';

/** A range of a text, in UTF-16 units, that is an entity. */
export interface LabeledRange extends TextRange {
  readonly label: string;
}

/**
 * The words of a text and the entities among them, from ranges in UTF-16 units. Spaces at an entity's ends don't count,
 * and a word that an entity begins or ends in is divided there.
 * @throws RequestError naming the line of ranges that are none, lie outside the text, or overlap
 */
export function readEntityRanges(
  file: string,
  line: number,
  text: string,
  given: readonly unknown[],
): Pick<TaggedText, 'words' | 'entities'> {
  const ranges = given.map((one) => rangeOf(file, line, text, one)).sort((a, b) => a.start - b.start);
  ranges.forEach((range, index) => {
    const next = ranges[index + 1];
    if (next === undefined || next.start >= range.end) return;
    throw new RequestError(
      plain`Line ${line} of "${file}" has entities that overlap: ${nameOf(text, range)} and ${nameOf(text, next)}. Keep one of them.`,
    );
  });
  const words = wordsOf(text, new Set(ranges.flatMap(({ start, end }) => [start, end])));
  let word = 0;
  const entities = ranges.map(({ start, end, label }): WordEntity => {
    while (words[word]!.start < start) word++;
    const first = word;
    while (word < words.length && words[word]!.end <= end) word++;
    return { start: first, end: word, label };
  });
  return { words, entities };
}

function rangeOf(file: string, line: number, text: string, value: unknown): LabeledRange {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { start, end, label } = fields;
  if (!Number.isInteger(start) || !Number.isInteger(end) || typeof label !== 'string' || label.trim() === '') {
    throw new RequestError(
      plain`Line ${line} of "${file}" has an entity without “start”, “end” and “label”: ${JSON.stringify(value).slice(0, 100)}.`,
    );
  }
  const [from, to] = [start as number, end as number];
  if (from < 0 || to > text.length || from >= to) {
    throw new RequestError(
      plain`Line ${line} of "${file}" has an entity “${label}” from ${from} to ${to}, but its text has ${text.length} characters (UTF-16 units).`,
    );
  }
  const trimmed = withoutSpace(text, { start: from, end: to });
  if (trimmed.start >= trimmed.end || isInside(text, trimmed.start) || isInside(text, trimmed.end)) {
    throw new RequestError(
      plain`Line ${line} of "${file}" has an entity “${label}” from ${from} to ${to}, where no characters begin and end. Positions count UTF-16 units, so an emoji has two.`,
    );
  }
  return { ...trimmed, label: label.trim() };
}

/** Whether a position parts the two halves of a character. */
function isInside(text: string, position: number): boolean {
  return (text.codePointAt(position - 1) ?? 0) > 0xffff;
}

function nameOf(text: string, { start, end, label }: LabeledRange): string {
  return `${label} “${text.slice(start, end)}”`;
}
