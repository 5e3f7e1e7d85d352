import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import { requireFits } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import type { ScoredAnswer } from './scoredAnswer';

/** Longer texts are refused: the memory of gradients grows with the square of the tokens. */
export const maxExplainedTokens = 512;

/** An answer without the words that have no tokens. @throws RequestError when a row is too long */
export function requireExplainable(model: ModelRunner, scored: ScoredAnswer): ScoredAnswer {
  for (const { head, ids } of scored.rows) {
    requireFits(model, head, ids.length);
    if (ids.length > maxExplainedTokens)
      throw new RequestError(
        plain`The text has ${ids.length} tokens; at most ${maxExplainedTokens} can be explained. Choose a shorter part of it.`,
      );
  }
  if (scored.words.length === 0) throw new RequestError(plain`The text has no words to explain. Choose a longer one.`);
  const isRead = scored.words.map((_, word) => scored.rows.some(({ words }) => words[word]!.length > 0));
  return {
    ...scored,
    words: scored.words.filter((_, word) => isRead[word]),
    rows: scored.rows.map((row) => ({ ...row, words: row.words.filter((_, word) => isRead[word]) })),
  };
}
