import type { ModelDescription } from '../../../../src/protocol/engineApi';

/** What an engine says of a model that takes 512 tokens, as far as a context depends on it. */
export const modelOf512Tokens = {
  describe: async () => ({ maxTokens: 512 }) as ModelDescription,
};
