import type { Measured, Metrics, TaskOptions, TaskRun } from './task';
import { type TaskFile, takeLines, fieldOf, wrongFormat } from './taskFile';
import { swords } from './swords';
import { maskedAccuracy, type TokenRow, summary, cutRow } from './maskedText';
import type { MaskedRow } from '../../../protocol/engineApi';

/** Plain text, a paragraph a line: how well every seventh token is predicted from the rest of its paragraph. */
const masked: TaskRun = async (measured, file, { limit, length }) => {
  const ids = await measured.vocabulary.tokenIds(takeLines(file, limit));
  const rows = ids.map((row) => ({ ids: cutRow(row, length), unknown: new Set<number>() }));
  return maskedAccuracy(measured, rows);
};

const unknownWord = '<unk>';
const heading = /^\s*=/;

/** WikiText: paragraphs of tokenized text, without headings. An unknown word is a mask that is not asked about. */
const wikitext: TaskRun = async (measured, file, { limit, length }) => {
  const paragraphs = takeLines(file, limit, (line) => !heading.test(line));
  const parts = paragraphs.map((paragraph) => paragraph.split(unknownWord).map(detokenize));
  const ids = await measured.vocabulary.tokenIds(parts.flat());
  let next = 0;
  const rows = parts.map((texts) => joinParts(ids.slice(next, (next += texts.length)), length));
  return maskedAccuracy(measured, rows);
};

/** Joins the parts of a paragraph, [CLS] and [SEP] around each, to one row with an unknown word between every two. */
function joinParts(parts: readonly (readonly number[])[], length: number): TokenRow {
  const [first, last] = [parts[0]![0]!, parts[0]!.at(-1)!];
  const unknown = new Set<number>();
  const ids = [first];
  parts.forEach((part, i) => {
    if (i > 0) {
      unknown.add(ids.length);
      ids.push(last);
    }
    for (const id of part.slice(1, -1)) ids.push(id);
  });
  const cut = ids.slice(0, length - 1);
  return { ids: [...cut, last], unknown: new Set([...unknown].filter((position) => position < cut.length)) };
}

/** Pieces that the tokenizers of corpora split off or rewrote → how people write them. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/ @(.)@ /g, '$1'],
  [/`` ?| ?''/g, '"'],
  [/ ([.,;:!?%)\]}])/g, '$1'],
  [/([([{$]) /g, '$1'],
  [/ (n't|'(?:s|re|ve|ll|d|m))\b/gi, '$1'],
  [/(^| )" ([^"]*?) ?"/g, '$1"$2"'],
  [/\s+/g, ' '],
];

/** Undoes the spaces between all tokens (WikiText, LAMBADA), so that the text is as people write it. */
export function detokenize(text: string): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text).trim();
}

const fullStop = '.';

/**
 * LAMBADA: a passage a line, whose last word is to be guessed. The passages stop before the full stop; it is put back,
 * because a mask at the very end of a text is taken for it. Words of several pieces are left out: a mask is filled with
 * one piece, so they could not be guessed at all; `inVocabulary` is the share of the passages that remain.
 */
const lambada: TaskRun = async ({ scorer, vocabulary }, file, { limit, length }) => {
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

/** Sentences whose masks are asked together: enough to fill a batch, few enough to hold. */
const batchSize = 50;

/**
 * BLiMP: pairs of a grammatical and an ungrammatical sentence, as JSON lines with `sentence_good` and `sentence_bad`.
 * The better one should have the higher pseudo-log-likelihood: the sum of the log-probabilities of all its tokens, each
 * masked in turn (Salazar et al. 2020).
 */
const blimp: TaskRun = async ({ scorer, vocabulary }, file, { limit, length }) => {
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
    let next = 0;
    const likelihoods = rows.map((row) => row.reduce((sum) => sum + scores[next++]![0]!.targets[0]!, 0));
    for (let i = 0; i < likelihoods.length; i += 2) if (likelihoods[i]! > likelihoods[i + 1]!) right++;
  }
  return { pairs: pairs.length, accuracy: right / pairs.length };
};

/** A row for each of a sentence's tokens but [CLS] and [SEP], in which that token is masked. */
function eachMasked(ids: readonly number[]): MaskedRow[] {
  return ids.slice(1, -1).map((id, i) => ({ ids, masks: [{ position: i + 1, targetIds: [id] }] }));
}

/** The measurements there are, by name. */
export const tasks = { masked, lambada, blimp, swords, wikitext } as const satisfies Readonly<Record<string, TaskRun>>;

export type TaskName = keyof typeof tasks;

/** What a task gave for each file, and the mean over the files, in which each counts the same. */
export interface TaskResult {
  readonly files: Readonly<Record<string, Metrics>>;
  readonly mean: Metrics;
}

export async function runTask(
  name: TaskName,
  measured: Measured,
  files: readonly TaskFile[],
  options: TaskOptions,
): Promise<TaskResult> {
  const results: Record<string, Metrics> = {};
  for (const file of files) results[file.name] = await tasks[name](measured, file, options);
  const all = Object.values(results);
  const names = Object.keys(all[0] ?? {});
  const mean = (metric: string) => all.reduce((sum, metrics) => sum + metrics[metric]!, 0) / all.length;
  return { files: results, mean: Object.fromEntries(names.map((metric) => [metric, mean(metric)])) };
}
