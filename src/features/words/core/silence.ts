import { toText } from '../../../prose/proseBlock';
import type { ProsePassage } from '../../../prose/prosePassage';

/** Why no word is suggested: a switch, the place, or what the model said. */
export type Silence = keyof typeof silenceTexts;

/** Each completes “No suggestion here: …”. */
export const silenceTexts = {
  off: 'suggestions are off',
  offInLanguage: 'suggestions are off for this language',
  offInFile: 'suggestions are off in this file',
  snoozed: 'suggestions are snoozed',
  emptyLine: 'the line is empty',
  code: 'code or markup',
  noPlace: 'no word goes here',
  selection: 'text is selected',
  notEnglish: 'not English prose',
  tooShort: 'too few letters yet',
  dismissed: 'dismissed in this sentence',
  typedOver: 'typed over in this word',
  unsure: 'not sure enough',
  notWorthIt: 'it would save too little typing',
  noWord: 'no word fits',
  problem: 'the model cannot be used',
} as const;

/** Why there is no place for a word at a caret in `line`. */
export function silenceOfPlace(passage: ProsePassage | undefined, caret: number, line: string): Silence {
  if (line.trim() === '') return 'emptyLine';
  return passage === undefined || toText(passage.block, caret) === undefined ? 'code' : 'noPlace';
}
