import type { ProseLanguage } from '../proseLanguage';
import { authorMacro, definedLabels } from './authorMacros';
import { latexBlocks } from './latexBlocks';
import { initialLatexState, latexChunkEnd, latexState } from './latexChunks';

/** The body of LaTeX documents and of files that they include. */
export const latexLanguage: ProseLanguage = {
  initialState: initialLatexState,
  chunkEnd: latexChunkEnd,
  blocksOf: (chunk, stateText, facts) => {
    const { part, outer, verbs } = latexState(stateText);
    if (part === 'preamble' || (part === 'start' && /^\s*\\document(?:class|style)\b/.test(chunk))) return [];
    return latexBlocks(chunk, { outer, verbs, macro: (name) => authorMacro(name, facts) });
  },
  labelsOf: definedLabels,
};
