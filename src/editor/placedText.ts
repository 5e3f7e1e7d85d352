import * as vscode from 'vscode';
import { nearestText, toSource, type ProseBlock } from '../prose/proseBlock';
import type { TextRange } from '../protocol/text';
import type { ProseDocuments } from './proseDocuments';
import { rangeOf } from './ranges';

/** A text that was taken from a document, and where it began. */
export interface TakenText {
  readonly text: string;
  readonly start: number;
}

/** How a word that a panel is asked for looks in its editor. */
export function wordMark(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.wordHighlightStrongBorder'),
    borderRadius: '2px',
  });
}

/** Marks a part of a text in the editor of its document, if that is in sight and the text is still there. */
export async function markWord(
  mark: vscode.TextEditorDecorationType,
  documentUri: string | undefined,
  { text, start }: TakenText,
  range: TextRange,
  documents: ProseDocuments,
): Promise<void> {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === documentUri);
  const placed = editor && (await placedText(editor.document, text, start, documents));
  if (editor === undefined || placed === undefined) return;
  const marked = rangeOf(editor.document, placed.toDocument(range));
  editor.setDecorations(mark, [marked]);
  editor.revealRange(marked, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A text where it stands in its document now: offsets of one to offsets of the other. */
interface PlacedText {
  readonly toDocument: (range: TextRange) => TextRange;
  /** The part of the text that a range of the document touches; undefined outside of it. */
  readonly toText: (range: TextRange) => TextRange | undefined;
}

/** Finds a text taken at `start` again after edits around it; undefined if the text itself was edited. */
export async function placedText(
  document: vscode.TextDocument,
  text: string,
  start: number,
  documents: ProseDocuments,
): Promise<PlacedText | undefined> {
  const source = document.getText();
  if (source.startsWith(text, start)) return verbatim(start, text.length);
  const prose = documents.read(document);
  for (const range of [{ start, end: start }, undefined])
    for await (const block of prose.blocks(range)) if (block.text.includes(text)) return inBlock(block, text);
  const at = source.indexOf(text);
  return at < 0 ? undefined : verbatim(at, text.length);
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
