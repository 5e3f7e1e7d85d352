import { firstIndex } from '../base/firstIndex';
import { piecesOf, toSource, type ProseBlock, type ProsePiece } from './proseBlock';
import type { TextRange } from '../protocol/text';

/** What is classified of a document: each of its sentences, or all its prose as one text. */
export type UnitKind = 'sentence' | 'whole';

/** A sentence without markup, and where it stands in its document. */
export interface DocumentSentence extends TextRange {
  readonly text: string;
  /** Which part of the text stands for which part of the document. */
  readonly pieces: readonly ProsePiece[];
}

/** A part of a document to classify: its prose without markup, and where that stands. */
export interface DocumentUnit extends TextRange {
  readonly text: string;
  /** The line in which it begins, from 1. */
  readonly line: number;
}

/** A unit that tells where each of its characters is in the document. */
export interface MappedUnit extends DocumentUnit {
  readonly pieces: readonly ProsePiece[];
  /** The line of an offset in the document, from 1. */
  readonly lineAt: (offset: number) => number;
}

/** The document's range of a part of a unit's text. */
export function unitSource({ start, end, pieces }: MappedUnit, part: TextRange): TextRange {
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
  const lineAt = lineIndex(prose.text);
  const units = kind === 'sentence' ? prose.sentences(range) : wholeText(prose.sentences(range));
  for await (const unit of units) yield { ...unit, line: lineAt(unit.start), lineAt };
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
      }))
      .filter(({ start, end }) => start < range.end && end > range.start),
  );
}

async function* wholeText(sentences: AsyncIterable<DocumentSentence>): AsyncGenerator<DocumentSentence> {
  const parts: DocumentSentence[] = [];
  for await (const sentence of sentences) parts.push(sentence);
  const [first] = parts;
  if (first === undefined) return;
  let length = 0;
  const pieces = parts.flatMap((part) => {
    const at = length;
    length += part.text.length + 1;
    return part.pieces.map(({ kind, source, text: { start, end } }) => ({
      ...{ kind, source },
      text: { start: start + at, end: end + at },
    }));
  });
  yield { start: first.start, end: parts.at(-1)!.end, text: parts.map(({ text }) => text).join(' '), pieces };
}
