/** What a term of attention’s scores is, from query to key. */
export const termNames = {
  c2c: 'content → content',
  c2p: 'content → position',
  p2c: 'position → content',
} as const;
