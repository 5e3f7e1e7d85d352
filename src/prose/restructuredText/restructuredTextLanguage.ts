import type { ProseLanguage } from '../proseLanguage';
import { restructuredTextBlocks } from './restructuredTextBlocks';
import { restructuredTextChunkEnd } from './restructuredTextChunks';

/** reStructuredText with the directives and roles of docutils and Sphinx. */
export const restructuredTextLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: restructuredTextChunkEnd,
  blocksOf: restructuredTextBlocks,
  literal: ({ text }) => text.replace(/[\\*`|_]/g, '\\$&'),
};
