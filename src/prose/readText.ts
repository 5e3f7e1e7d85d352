import type { TextRange } from '../protocol/text';
import { nearestText, type ProseBlock } from './proseBlock';

/**
 * The text of a range of a document as a model should read it, from the blocks that touch it, parted by spaces; empty
 * where there is no prose.
 */
export async function readText(
  blocks: Iterable<ProseBlock> | AsyncIterable<ProseBlock>,
  { start, end }: TextRange,
): Promise<string> {
  const texts: string[] = [];
  for await (const block of blocks)
    texts.push(block.text.slice(nearestText(block, start), nearestText(block, end)).trim());
  return texts.filter((text) => text !== '').join(' ');
}
