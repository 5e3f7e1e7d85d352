import { firstIndex } from '../base/firstIndex';
import { piecesOf, toSource, type ProseBlock, type ProsePiece } from './proseBlock';
import type { TextRange } from '../protocol/text';

/** What is read of a document at once: a sentence, a paragraph (or heading, list item, cell …), or all its prose. */
export type UnitKind = 'sentence' | 'paragraph' | 'whole';

/** A sentence without markup, and where it stands in its document. */
export interface DocumentSentence extends TextRange {
  readonly text: string;
  /** Which part of the text stands for which part of the document. */
  readonly pieces: readonly ProsePiece[];
  /** Whether it is the first of its paragraph; absent otherwise. */
  readonly opensParagraph?: true;
  /** Whether it is of a heading; absent otherwise. */
  readonly isHeading?: true;
  /** Whether it stands in a cell of a table; absent otherwise. */
  readonly inTable?: true;
}

/** A part of a document to classify: its prose without markup, and where that stands. */
export interface DocumentUnit extends TextRange {
  readonly text: string;
  /** The line in which it begins, from 1. */
  readonly line: number;
  /** Whether it begins in a heading; absent otherwise. */
  readonly isHeading?: true;
}

/** A unit that tells where each of its characters is in the document. */
export interface PlacedUnit extends DocumentUnit {
  readonly pieces: readonly ProsePiece[];
  /** The line of an offset in the document, from 1. */
  readonly lineAt: (offset: number) => number;
}

/** A unit with its document, which is in memory as long as the unit is. */
export interface MappedUnit extends PlacedUnit {
  readonly inTable?: true;
  /** The document's text of a range, with its markup. */
  readonly sourceOf: (range: TextRange) => string;
}

/** The document's range of a part of a unit's text. */
export function unitSource({ start, end, pieces }: PlacedUnit, part: TextRange): TextRange {
  return toSource({ range: { start, end }, pieces }, part);
}

/** Text that stands in a document as it is. */
export function verbatim(text: string, start: number): DocumentSentence {
  const source = { start, end: start + text.length };
  return { ...source, text, pieces: [{ kind: 'verbatim', text: { start: 0, end: text.length }, source }] };
}

/** A document whose sentences are read as they are taken, so that one of megabytes keeps nobody waiting. */
export interface SentenceSource {
  readonly text: string;
  /** The sentences that lie at least partly in `range`, in order; all of them without one. */
  readonly sentences: (range?: TextRange) => AsyncIterable<DocumentSentence>;
}

/** The parts of a document that lie at least partly in `range`, in order; none where there is no prose. */
export async function* documentUnits(
  prose: SentenceSource,
  kind: UnitKind,
  range?: TextRange,
): AsyncGenerator<MappedUnit> {
  const { text } = prose;
  const lineAt = lineIndex(text);
  const sourceOf = ({ start, end }: TextRange) => text.slice(start, end);
  const sentences = prose.sentences(range);
  const units = kind === 'sentence' ? sentences : joined(sentences, kind === 'paragraph' ? opensParagraph : never);
  for await (const unit of units) yield { ...unit, line: lineAt(unit.start), lineAt, sourceOf };
}

/** Looks up the line of an offset in a text, from 1. */
export function lineIndex(text: string): (offset: number) => number {
  const breaks = Array.from(text.matchAll(/\n/g), ({ index }) => index);
  return (offset) => firstIndex(breaks.length, (index) => breaks[index]! >= offset) + 1;
}

/** The sentences of blocks that lie at least partly in `range`. */
export function sentencesIn(blocks: readonly ProseBlock[], range: TextRange): DocumentSentence[] {
  return blocks.flatMap((block) =>
    block.sentences
      .map((sentence) => ({
        ...toSource(block, sentence),
        text: block.text.slice(sentence.start, sentence.end),
        pieces: piecesOf(block, sentence),
        ...(block.kind === 'heading' && { isHeading: true as const }),
        ...(block.kind === 'cell' && { inTable: true as const }),
      }))
      .filter(({ start, end }) => start < range.end && end > range.start)
      .map((sentence, index) => (index === 0 ? { ...sentence, opensParagraph: true as const } : sentence)),
  );
}

const opensParagraph = (sentence: DocumentSentence) => sentence.opensParagraph === true;
const never = () => false;

/** Sentences put together, with a space between them, until one of which `opens` holds. */
export async function* joined(
  sentences: AsyncIterable<DocumentSentence>,
  opens: (sentence: DocumentSentence, before: readonly DocumentSentence[]) => boolean,
): AsyncGenerator<DocumentSentence> {
  let parts: DocumentSentence[] = [];
  for await (const sentence of sentences) {
    if (parts.length > 0 && opens(sentence, parts)) {
      yield joinedSentences(parts);
      parts = [];
    }
    parts.push(sentence);
  }
  if (parts.length > 0) yield joinedSentences(parts);
}

function joinedSentences(parts: readonly DocumentSentence[]): DocumentSentence {
  let length = 0;
  const pieces = parts.flatMap((part) => {
    const at = length;
    length += part.text.length + 1;
    return part.pieces.map(({ kind, source, text: { start, end } }) => ({
      ...{ kind, source },
      text: { start: start + at, end: end + at },
    }));
  });
  const { start, isHeading, inTable } = parts[0]!;
  const text = parts.map((part) => part.text).join(' ');
  const kind = { ...(isHeading && { isHeading }), ...(inTable && { inTable }) };
  return { start, end: parts.at(-1)!.end, text, pieces, ...kind };
}
