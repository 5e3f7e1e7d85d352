import type { ProseLanguage } from '../proseLanguage';
import { definedKeywords, orgBlocks } from './orgBlocks';
import { orgChunkEnd } from './orgChunks';

/** Org as Emacs exports it. */
export const orgLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: orgChunkEnd,
  blocksOf: (chunk, _, facts) => orgBlocks(chunk, facts),
  labelsOf: definedKeywords,
  literal: ({ text, before, after }) =>
    before === '[' || after === ']'
      ? text.replace(/[[\]]/g, (sign) => (sign === '[' ? '\\lbrack{}' : '\\rbrack{}'))
      : text,
};
