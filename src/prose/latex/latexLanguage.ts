import type { ProseLanguage } from '../proseLanguage';
import { authorMacro, definedLabels } from './authorMacros';
import { latexBlocks } from './latexBlocks';
import { initialLatexState, latexChunkEnd, latexState } from './latexChunks';

/** Signs that a backslash does not make literal; bare brackets may be an optional argument. */
const signs: Readonly<Record<string, string>> = {
  '[': '{[}',
  ']': '{]}',
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

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
  literal: ({ text }) => text.replace(/[[\]\\~^#$%&_{}]/g, (sign) => signs[sign] ?? `\\${sign}`),
};
