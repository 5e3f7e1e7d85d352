import { toSource } from './proseBlock';
import { ProseDocument } from './proseDocument';
import { proseLanguage } from './proseLanguages';
import type { TextRange } from '../protocol/text';

/** What is classified of a document: each of its sentences, or all its prose as one text. */
export type UnitKind = 'sentence' | 'whole';

/** A part of a document to classify: its prose without markup, and where that stands. */
export interface DocumentUnit extends TextRange {
  readonly text: string;
  /** The line in which it begins, from 1. */
  readonly line: number;
}

/** A document's prose, by VS Code's language id. */
export async function readProse(source: string, language: string): Promise<ProseDocument> {
  return new ProseDocument(await proseLanguage(language), source);
}

/**
 * The parts of a document that lie at least partly in `range`, in order; none where there is no prose. Sentences are read
 * as they are taken, so that a document of megabytes keeps nobody waiting.
 */
export function* documentUnits(
  prose: ProseDocument,
  kind: UnitKind,
  range: TextRange = { start: 0, end: prose.length },
): Generator<DocumentUnit> {
  const units = kind === 'sentence' ? sentences(prose, range) : wholeText([...sentences(prose, range)]);
  const lineBreaks = Array.from(prose.text.matchAll(/\n/g), ({ index }) => index);
  let before = 0;
  for (const unit of units) {
    while (before < lineBreaks.length && lineBreaks[before]! < unit.start) before++;
    // A note comes after the paragraph that it stands in.
    while (before > 0 && lineBreaks[before - 1]! >= unit.start) before--;
    yield { ...unit, line: before + 1 };
  }
}

type Part = Omit<DocumentUnit, 'line'>;

function* sentences(prose: ProseDocument, range: TextRange): Generator<Part> {
  for (const block of prose.eachBlock(range)) {
    for (const sentence of block.sentences) {
      const { start, end } = toSource(block, sentence);
      if (start >= range.end || end <= range.start) continue;
      yield { start, end, text: block.text.slice(sentence.start, sentence.end) };
    }
  }
}

function wholeText(parts: readonly Part[]): Part[] {
  const [first] = parts;
  if (first === undefined) return [];
  return [{ start: first.start, end: parts.at(-1)!.end, text: parts.map(({ text }) => text).join(' ') }];
}
