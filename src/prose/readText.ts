import type { TextRange } from '../protocol/text';
import { nearestText } from './proseBlock';
import type { ProseDocument } from './proseDocument';

/** The text of a range of a document as a model should read it, blocks parted by spaces; empty where there is no prose. */
export function readText(document: ProseDocument, { start, end }: TextRange): string {
  return document
    .blocks({ start, end })
    .map((block) => block.text.slice(nearestText(block, start), nearestText(block, end)).trim())
    .filter((text) => text !== '')
    .join(' ');
}
