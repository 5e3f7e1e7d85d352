/**
 * The words that a model reads in the place of what is no prose; each is one piece of the vocabularies, and a noun
 * phrase by itself. For code the word was measured (bench/standIns.ts): the words around it are likelier beside `code`
 * than beside `it`.
 */
export const standIns = {
  code: 'code',
  mathematics: 'it',
  address: 'it',
  reference: 'it',
  number: '1',
} as const;

/** Words after which a citation is a part of the sentence, and needs a stand-in. */
export const needsNoun =
  /(?:^|[.!?]\s+|\b(?:in|by|of|from|see|to|with|and|or|following|than|e\.g\.|cf\.|like|as|on|per|both)[\s,]+)$/i;
/** Marks after which a macro or function without arguments is a word. */
export const opensWord = /[\s([{“‘"'–—-]$/;
