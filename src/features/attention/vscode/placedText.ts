import type * as vscode from 'vscode';
import { nearestText, toSource, type ProseBlock } from '../../../prose/proseBlock';
import type { TextRange } from '../../../protocol/text';
import type { ProseDocuments } from '../../../editor/proseDocuments';

/** A text of a passage where it stands in its document now: offsets of one to offsets of the other. */
export interface PlacedText {
  readonly toDocument: (range: TextRange) => TextRange;
  /** The part of the text that a range of the document touches; undefined outside of it. */
  readonly toText: (range: TextRange) => TextRange | undefined;
}

/** Finds a text that was taken at `start` again, however the document was changed around it; undefined when the text itself was changed. */
export async function placedText(
  document: vscode.TextDocument,
  text: string,
  start: number,
  documents: ProseDocuments,
): Promise<PlacedText | undefined> {
  const source = document.getText();
  if (source.startsWith(text, start)) return verbatim(start, text.length);
  const prose = await documents.of(document);
  const found = [...blockAround(prose.blockAt(start)), ...prose.blocks()].find((block) => block.text.includes(text));
  if (found !== undefined) return inBlock(found, text);
  const at = source.indexOf(text);
  return at < 0 ? undefined : verbatim(at, text.length);
}

function blockAround(block: ProseBlock | undefined): ProseBlock[] {
  return block === undefined ? [] : [block];
}

function verbatim(start: number, length: number): PlacedText {
  return {
    toDocument: (range) => ({ start: start + range.start, end: start + range.end }),
    toText: (range) => within({ start: range.start - start, end: range.end - start }, length),
  };
}

function inBlock(block: ProseBlock, text: string): PlacedText {
  const from = block.text.indexOf(text);
  return {
    toDocument: ({ start, end }) => toSource(block, { start: from + start, end: from + end }),
    toText: ({ start, end }) =>
      end < block.range.start || start > block.range.end
        ? undefined
        : within({ start: nearestText(block, start) - from, end: nearestText(block, end) - from }, text.length),
  };
}

function within({ start, end }: TextRange, length: number): TextRange | undefined {
  return end < 0 || start > length ? undefined : { start: Math.max(0, start), end: Math.min(length, end) };
}
