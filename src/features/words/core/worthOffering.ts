import type { FillContext } from './fillContext';
import type { WordSuggestion } from './rankWords';
import type { WordFrequencies } from './wordFrequencies';

/** Characters that a suggestion saves at least: before a word, and inside one, where most of it is typed. */
const minSavedCharacters = { next: 2, inWord: 3 };

/**
 * Whether a suggestion that nobody asked for is worth a look: it saves some typing, and isn't a longer word where a
 * finished one stands.
 */
export function isWorthOffering(
  { insertText }: Pick<WordSuggestion, 'insertText'>,
  { typed, rest }: Pick<FillContext, 'typed' | 'rest'>,
  frequencies: WordFrequencies,
): boolean {
  const offered = insertText.trimEnd();
  const saved = [...offered].length - [...typed, ...rest].length;
  return (
    saved >= minSavedCharacters[typed === '' ? 'next' : 'inWord'] &&
    !(rest === '' && lengthensWord(typed, offered, frequencies))
  );
}

/** Whether what is typed is a word by itself, and a more frequent one than the one offered: “with”, “without”. */
function lengthensWord(typed: string, offered: string, frequencies: WordFrequencies): boolean {
  if (typed === '') return false;
  const [word = ''] = offered.split(/\s/u);
  return word.length > typed.length && frequencies.frequency(typed) > frequencies.frequency(word);
}
