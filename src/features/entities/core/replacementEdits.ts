import type { MappedUnit } from '../../../prose/documentUnits';
import { piecesOf, type ProsePiece } from '../../../prose/proseBlock';
import type { ProseEdit } from '../../../prose/proseDocument';
import type { TextRange } from '../../../protocol/text';
import { blank } from './replacements';

/** A stretch of an entity, and what may be done with it. */
interface Span extends TextRange {
  readonly text: string;
  /** Whether it may be deleted: neither a stand-in nor a line break with markup in it. */
  readonly isFree: boolean;
  /** Whether markup within the entity touches its words: then they are what is marked. */
  isMarked: boolean;
}

/**
 * The changes that put `replacement` in the place of a part of a unit: in its words, those in markup first, so that the
 * markup stays around something. What else stands for the part is deleted, line breaks included; stand-ins stay.
 */
export function replacementEdits(
  document: string,
  unit: MappedUnit,
  part: TextRange,
  replacement: string,
): ProseEdit[] {
  const spans = spansOf(document, unit, part);
  const filled = filling(spans, replacement);
  if (filled.size === 0) return [];
  const edits: ProseEdit[] = [];
  for (const span of spans) {
    const { start, end } = span;
    const text = filled.has(span) ? filled.get(span) : span.isFree ? '' : undefined;
    if (text === undefined || start === end) continue;
    const last = edits.at(-1);
    if (last?.end === start) edits[edits.length - 1] = { start: last.start, end, text: last.text + text };
    else edits.push({ start, end, text });
  }
  return edits;
}

/** What each stretch becomes that isn't deleted, undefined for what it is; nothing where all words are stand-ins. */
function filling(spans: readonly Span[], replacement: string): Map<Span, string | undefined> {
  const worded = spans.filter(({ isFree, text }) => isFree && /\S/.test(text));
  const marked = worded.filter(({ isMarked }) => isMarked);
  const first = marked[0] ?? worded[0];
  const words = replacement === blank ? marked.map(() => blank) : replacement.split(' ');
  const gaps = spans
    .slice(spans.indexOf(marked[0]!), spans.indexOf(marked.at(-1)!))
    .filter(({ text }) => !/\S/.test(text));
  // Words that are marked one by one, as in **Ada** *Lovelace*, are replaced one by one.
  if (marked.length > 1 && words.length >= marked.length && gaps.length === marked.length - 1) {
    const last = marked.length - 1;
    const parts = marked.map((span, i) => [span, i < last ? words[i]! : words.slice(last).join(' ')] as const);
    return new Map([...parts, ...gaps.map((span) => [span, undefined] as const)]);
  }
  if (first === undefined) return new Map();
  // A stand-in before the words stays, and so does the space behind it.
  const space = spans[spans.indexOf(first) - 1]?.isFree === false ? /^\s*/.exec(first.text)![0] : '';
  return new Map([[first, space + replacement]]);
}

/** The stretches of a part in the document, in order, with the space between its sentences. */
function spansOf(document: string, unit: MappedUnit, part: TextRange): Span[] {
  const text = unit.text.slice(part.start, part.end);
  const pieces = piecesOf(unit, part);
  const spans = pieces.flatMap((piece, i) => {
    const next = pieces[i + 1];
    const span = spanOf(document, text, piece, next);
    return next !== undefined && next.text.start > piece.text.end
      ? [span, spaceBetween(document, piece, next)]
      : [span];
  });
  for (const [i, span] of spans.entries()) {
    const next = spans[i + 1];
    if (next === undefined || next.start === span.end) continue;
    span.isMarked ||= /\S$/.test(span.text);
    next.isMarked ||= /^\S/.test(next.text);
  }
  return spans;
}

/** A line break is taken with the indentation and the marks of quotations behind it. */
function spanOf(document: string, text: string, { kind, text: inText, source }: ProsePiece, next?: ProsePiece): Span {
  const span = { text: text.slice(inText.start, inText.end), isMarked: false };
  if (kind !== 'decoded' || !/[\r\n]/.test(document.slice(source.start, source.end)))
    return { ...span, ...source, isFree: kind !== 'standIn' };
  const marks = /^[ \t>]*/.exec(document.slice(source.end, next?.source.start ?? source.end))![0];
  const end = source.end + marks.length;
  return { ...span, start: source.start, end, isFree: /^[\s>\\]*$/.test(document.slice(source.start, end)) };
}

/** The white space between two sentences, which is no piece. */
function spaceBetween(document: string, before: ProsePiece, behind: ProsePiece): Span {
  const between = document.slice(before.source.end, behind.source.start);
  const lead = /^[\s>]*/.exec(between)![0].length;
  const [start, end] = lead > 0 ? [0, lead] : [between.trimEnd().length, between.length];
  return { start: before.source.end + start, end: before.source.end + end, text: ' ', isFree: true, isMarked: false };
}
