import { toSource, type ProseBlock } from './proseBlock';
import type { TextRange } from '../protocol/text';

/** What is classified of a document: each of its sentences, or all its prose as one text. */
export type UnitKind = 'sentence' | 'whole';

/** A sentence without markup, and where it stands in its document. */
export interface DocumentSentence extends TextRange {
  readonly text: string;
}

/** A part of a document to classify: its prose without markup, and where that stands. */
export interface DocumentUnit extends DocumentSentence {
  /** The line in which it begins, from 1. */
  readonly line: number;
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
): AsyncGenerator<DocumentUnit> {
  const lineBreaks = Array.from(prose.text.matchAll(/\n/g), ({ index }) => index);
  const units = kind === 'sentence' ? prose.sentences(range) : wholeText(prose.sentences(range));
  let before = 0;
  for await (const unit of units) {
    while (before < lineBreaks.length && lineBreaks[before]! < unit.start) before++;
    // A note comes after the paragraph that it stands in.
    while (before > 0 && lineBreaks[before - 1]! >= unit.start) before--;
    yield { ...unit, line: before + 1 };
  }
}

/** The sentences of blocks that lie at least partly in `range`. */
export function sentencesIn(blocks: readonly ProseBlock[], range: TextRange): DocumentSentence[] {
  return blocks.flatMap((block) =>
    block.sentences
      .map((sentence) => ({ ...toSource(block, sentence), text: block.text.slice(sentence.start, sentence.end) }))
      .filter(({ start, end }) => start < range.end && end > range.start),
  );
}

async function* wholeText(sentences: AsyncIterable<DocumentSentence>): AsyncGenerator<DocumentSentence> {
  const parts: DocumentSentence[] = [];
  for await (const sentence of sentences) parts.push(sentence);
  const [first] = parts;
  if (first === undefined) return;
  yield { start: first.start, end: parts.at(-1)!.end, text: parts.map(({ text }) => text).join(' ') };
}
