import type { ProseLanguage } from '../proseLanguage';
import { latexBlocks } from './latexBlocks';
import { documentStart, latexChunkEnd } from './latexChunks';

/** The body of LaTeX documents and of files that they include, read by unified-latex. */
export const latexLanguage: ProseLanguage = {
  initialState: documentStart,
  chunkEnd: latexChunkEnd,
  blocksOf: (chunk) => latexBlocks(chunk),
};
