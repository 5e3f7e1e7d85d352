import type { ProseLanguage } from '../proseLanguage';
import { markdownBlocks } from './markdownBlocks';
import { documentStart, endsParagraph, markdownChunkEnd } from './markdownChunks';
import { normalLabel } from './markdownEvents';

const definition = /^[\s>]*(?:[-*+] +|\d+[.)] +)?\[(?!\^)((?:[^[\]\\]|\\.)+)\]:[^\S\n]*\S/;
const beginsItem = /^[\s>]*(?:[-*+]|\d+[.)]) /;

/** Labels of definitions: of lines that look like one and do not go on with a paragraph. */
function labelsOf(chunk: string): string[] {
  if (!chunk.includes(']:')) return [];
  const labels: string[] = [];
  let mayDefine = true;
  for (const line of chunk.split('\n')) {
    const label: string | undefined = mayDefine || beginsItem.test(line) ? definition.exec(line)?.[1] : undefined;
    if (label !== undefined) labels.push(normalLabel(label));
    mayDefine = label !== undefined || endsParagraph.test(line);
  }
  return labels;
}

/** CommonMark with GFM, front matter and mathematics, read by micromark; MDX is tolerated. */
export const markdownLanguage: ProseLanguage = {
  initialState: documentStart,
  chunkEnd: markdownChunkEnd,
  blocksOf: (chunk, _state, { isDefined }) => markdownBlocks(chunk, isDefined),
  labelsOf,
};
