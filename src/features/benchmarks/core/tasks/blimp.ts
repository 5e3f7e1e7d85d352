import type { MaskedRow } from '../../../../protocol/engineApi';
import { cutRow } from '../maskedText';
import type { TaskRun } from '../task';
import { fieldOf, takeLines, wrongFormat } from '../taskFile';

/** Sentences whose masks are asked together: enough to fill a batch, few enough to hold. */
const batchSize = 50;

/**
 * BLiMP: pairs of a grammatical and an ungrammatical sentence, as JSON lines with `sentence_good` and `sentence_bad`.
 * The better one should have the higher pseudo-log-likelihood: the sum of the log-probabilities of all its tokens, each
 * masked in turn (Salazar et al. 2020).
 */
export const blimp: TaskRun = async ({ scorer, vocabulary }, file, { limit, length }) => {
  const pairs = takeLines(file, limit).map((line, i) => {
    const pair = [fieldOf(file, i, line, 'sentence_good'), fieldOf(file, i, line, 'sentence_bad')];
    return pair.map((sentence) => {
      if (typeof sentence !== 'string') throw wrongFormat(file, `line ${i + 1} needs sentence_good and sentence_bad`);
      return sentence;
    });
  });
  let right = 0;
  for (let start = 0; start < pairs.length; start += batchSize) {
    const sentences = await vocabulary.tokenIds(pairs.slice(start, start + batchSize).flat());
    const rows = sentences.map((ids) => eachMasked(cutRow(ids, length)));
    const scores = await scorer.score(rows.flat(), 0);
    let at = 0;
    const likelihoods = rows.map((row) => row.reduce((sum) => sum + scores[at++]![0]!.targets[0]!, 0));
    for (let i = 0; i < likelihoods.length; i += 2) if (likelihoods[i]! > likelihoods[i + 1]!) right++;
  }
  return { pairs: pairs.length, accuracy: right / pairs.length };
};

/** A row for each of a sentence's tokens but [CLS] and [SEP], in which that token is masked. */
function eachMasked(ids: readonly number[]): MaskedRow[] {
  return ids.slice(1, -1).map((id, i) => ({ ids, masks: [{ position: i + 1, targetIds: [id] }] }));
}
