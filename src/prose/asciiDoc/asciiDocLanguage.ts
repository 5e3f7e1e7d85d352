import { numericReference } from '../characterReference';
import type { ProseLanguage } from '../proseLanguage';
import { asciiDocBlocks } from './asciiDocBlocks';
import { asciiDocChunkEnd, documentStart } from './asciiDocChunks';

/** AsciiDoc as Asciidoctor reads it, but for conditionals, whose branches are all read. */
export const asciiDocLanguage: ProseLanguage = {
  initialState: documentStart,
  chunkEnd: asciiDocChunkEnd,
  blocksOf: asciiDocBlocks,
  literal: ({ text }) => text.replace(/[[\]\\*_`#^~{}<>&+|]/g, numericReference),
};
