import type { TextRange } from '../../../../protocol/text';
import type { WordContribution } from '../../../../protocol/explanations';

/** A piece of a text: a word of the explanation, what is asked about, or what is in between. */
export interface Segment {
  readonly text: string;
  /** Of the explanation's words. */
  readonly word?: number;
  readonly isSubject: boolean;
}

/** A text in pieces, from its beginning to its end. */
export function segmentsOf(
  text: string,
  sequence: number,
  words: readonly WordContribution[],
  subject: TextRange | undefined,
): Segment[] {
  const isSubject = ({ start, end }: TextRange) =>
    sequence === 0 && subject !== undefined && start < subject.end && end > subject.start;
  const own = [...words.keys()]
    .filter((word) => words[word]!.sequence === sequence)
    .sort((a, b) => words[a]!.start - words[b]!.start);
  const segments: Segment[] = [];
  let end = 0;
  /** Text between words is cut where what is asked about begins and ends. */
  const gap = (to: number) => {
    const cuts = [subject?.start ?? to, subject?.end ?? to, to].filter((cut) => cut > end && cut <= to);
    for (const cut of new Set(cuts)) {
      segments.push({ text: text.slice(end, cut), isSubject: isSubject({ start: end, end: cut }) });
      end = cut;
    }
  };
  for (const word of own) {
    const range = words[word]!;
    gap(range.start);
    segments.push({ text: text.slice(range.start, range.end), word, isSubject: isSubject(range) });
    end = range.end;
  }
  gap(text.length);
  return segments;
}
