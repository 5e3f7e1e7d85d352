import { asciiDocLanguage } from '../../src/prose/asciiDoc/asciiDocLanguage';
import type { ProseLanguage } from '../../src/prose/proseLanguage';
import '../../src/server/proseThread';

/** The prose thread, but AsciiDoc that says “endless” is read forever, and what says “broken” breaks its reader. */
const { blocksOf } = asciiDocLanguage;
const fragile: ProseLanguage['blocksOf'] = (chunk, state, facts) => {
  while (chunk.includes('endless'));
  if (chunk.includes('broken')) throw new TypeError('a fault');
  return blocksOf(chunk, state, facts);
};
Object.assign(asciiDocLanguage, { blocksOf: fragile });
