import type { MaskedRow } from '../../../../protocol/engineApi';
import { detokenize } from '../detokenize';
import { summary } from '../maskedText';
import type { TaskRun } from '../task';
import { takeLines } from '../taskFile';

const fullStop = '.';

/**
 * LAMBADA: a passage a line, whose last word is to be guessed. The passages stop before the full stop; it is put back,
 * because a mask at the very end of a text is taken for it. Words of several pieces are left out: a mask is filled with
 * one piece, so they could not be guessed at all; `inVocabulary` is the share of the passages that remain.
 */
export const lambada: TaskRun = async ({ scorer, vocabulary }, file, { limit, length }) => {
  const passages = takeLines(file, limit).map(detokenize);
  const whole = await vocabulary.tokenIds(passages.map((passage) => `${passage}${fullStop}`));
  const contexts = await vocabulary.tokenIds(passages.map((passage) => passage.slice(0, passage.lastIndexOf(' '))));
  const rows = whole.flatMap((ids, i): (MaskedRow & { readonly word: number })[] => {
    const before = contexts[i]!.slice(0, -1);
    const word = ids.at(-3)!;
    const isOnePiece = ids.length === before.length + 3 && before.every((id, at) => id === ids[at]);
    if (!isOnePiece) return [];
    const row = ids.length <= length ? ids : [ids[0]!, ...ids.slice(ids.length + 1 - length)];
    return [{ ids: row, masks: [{ position: row.length - 3, targetIds: [word] }], word }];
  });
  const scores = await scorer.score(rows, 5);
  const answers = rows.map(({ word }, i) => ({ id: word, score: scores[i]![0]! }));
  return { passages: passages.length, inVocabulary: rows.length / passages.length, ...summary(answers) };
};
