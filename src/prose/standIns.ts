/** The words that a model reads in the place of what is no prose; each is one piece of the vocabularies, and a noun phrase by itself. */
export const standIns = {
  code: 'it',
  mathematics: 'it',
  address: 'it',
  reference: 'it',
  number: '1',
} as const;
