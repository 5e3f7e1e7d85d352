/**
 * The words that a model reads in the place of what is no prose; each is one piece of the vocabularies, and a noun phrase by itself. For code
 * the word was measured (bench/standIns.ts): the words around it are likelier beside `code` than beside `it`.
 */
export const standIns = {
  code: 'code',
  mathematics: 'it',
  address: 'it',
  reference: 'it',
  number: '1',
} as const;
