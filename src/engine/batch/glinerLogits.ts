import { maxOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { glinerOf, type GlinerConfig } from '../checkpoint/glinerConfig';
import { floats, type Tensors } from '../runtime/session';
import { int64 } from './inputTensors';
import type { ModelRunner } from './modelRunner';
import { batchTensors, inBatches, type Batch } from './rowBatches';
import { markerToken, pairRow, textTokens } from './textWindows';
import { textWords } from './textWords';

/** Where a text's word is, and its tokens, at least one. */
export interface Word extends TextRange {
  readonly tokens: readonly number[];
}

/** Labels as they stand before a text: `<<ENT>> label <<ENT>> label <<SEP>>`. */
export interface EntityPrompt {
  readonly labels: readonly string[];
  readonly tokens: readonly number[];
  /** Of the token that stands for each label. */
  readonly positions: readonly number[];
}

/** Logits of a text's words: [words, width, labels], or [words, labels, 3] (heads/gliner). */
export interface WordLogits {
  readonly shape: readonly [words: number, columns: number, depth: number];
  readonly data: Float32Array;
}

/** The most numbers between words and logits that a run holds at once: 128 MiB. */
const maxRunNumbers = 2 ** 25;

/** How many words of a text a run may have, so that what its spans need fits into memory. */
export function fittingWords({ hiddenSize, maxWidth, spanMode }: GlinerConfig): number {
  const columns = spanMode === 'markerV0' ? maxWidth : 1;
  return Math.max(1, Math.floor(maxRunNumbers / (4 * hiddenSize * columns)));
}

/**
 * The words of each text, with at most `room` tokens each. What the vocabulary has nothing for, such as a lone control
 * character, isn't a word.
 */
export function wordsOf(model: ModelRunner, texts: readonly string[], room = Infinity): Word[][] {
  const known = new Map<string, readonly number[]>();
  const tokensOf = (word: string) => {
    const tokens = known.get(word) ?? textTokens(model, word).slice(0, room);
    known.set(word, tokens);
    return tokens;
  };
  return texts.map((text) =>
    textWords(text).flatMap(({ start, end }) => {
      const tokens = tokensOf(text.slice(start, end));
      return tokens.length === 0 ? [] : [{ start, end, tokens }];
    }),
  );
}

/** @throws RequestError when there are no labels, or for one that has no tokens, or a marker in it */
export function entityPrompt(model: ModelRunner, labels: readonly string[]): EntityPrompt {
  if (labels.length === 0)
    throw new RequestError(
      plain`${model.description.name} finds what you name: give it at least one label, e.g. person.`,
    );
  const { embedsMarker, entToken } = glinerOf(model);
  const { ent, sep } = markers(model);
  const tokens: number[] = [];
  const positions = labels.map((label) => {
    const ofLabel = textTokens(model, label);
    if (ofLabel.length === 0 || ofLabel.includes(ent) || ofLabel.includes(sep))
      throw new RequestError(
        plain`The label “${label}” is empty for this model, or contains one of its markers such as ${entToken}. Use another one.`,
      );
    const position = tokens.length + (embedsMarker ? 0 : 1);
    tokens.push(ent, ...ofLabel);
    return position;
  });
  return { labels, tokens: [...tokens, sep], positions };
}

/** The markers' ids: the tokenizer's, or the vocabulary's last two, where a GLiNER's are added to its encoder's. */
function markers(model: ModelRunner): { readonly ent: number; readonly sep: number } {
  const { entToken, sepToken, classTokenIndex } = glinerOf(model);
  const otherwise = classTokenIndex < 0 ? model.config.vocabSize - 2 : classTokenIndex;
  const ent = markerToken(model, entToken) ?? otherwise;
  return { ent, sep: markerToken(model, sepToken) ?? ent + 1 };
}

/**
 * Reads the words of texts, none of which is empty, after the same labels, batched by length; `read` gets the logits of
 * each text.
 */
export async function readWords(
  model: ModelRunner,
  prompt: EntityPrompt,
  texts: readonly (readonly Word[])[],
  read: (logits: WordLogits, text: number) => void,
  maxNumbers = maxRunNumbers,
): Promise<void> {
  const { spanMode, maxWidth, hiddenSize } = glinerOf(model);
  const labels = prompt.labels.length;
  const [columns, depth] = spanMode === 'markerV0' ? [maxWidth, labels] : [labels, 3];
  const numbersOfWord = 4 * hiddenSize * columns;
  const rows = texts.map((words) => pairRow(model, [...prompt.tokens, ...words.flatMap(({ tokens }) => tokens)]));
  const run = async (batch: Batch) => {
    const counts = batch.rows.map((row) => texts[row]!.length);
    const words = maxOf(counts);
    const results = counts.map((count) => new Float32Array(count * columns * depth));
    const inputs = { ...batchTensors(model, rows, batch), ...wordInputs(model, prompt, texts, batch, words) };
    // Where the scores of all labels take too much memory, each run gives those of some, after the same prompt.
    const fitting = Math.floor((labels * maxNumbers) / (words * counts.length * numbersOfWord));
    const step = spanMode === 'markerV0' ? labels : Math.max(1, fitting);
    for (let from = 0; from < labels; from += step) {
      // [CLS] is the first of a row.
      const positions = prompt.positions.slice(from, from + step).map((position) => position + 1);
      const label_positions = int64(positions, [positions.length]);
      const outputs = await model.run({ kind: 'gliner', padded: batch.padded }, { ...inputs, label_positions });
      const { data } = floats(outputs, 'logits');
      const block = data.length / (counts.length * words);
      results.forEach((result, i) => {
        for (let word = 0; word < counts[i]!; word++) {
          const start = (i * words + word) * block;
          result.set(data.subarray(start, start + block), (word * columns + from) * depth);
        }
      });
    }
    batch.rows.forEach((row, i) => read({ shape: [counts[i]!, columns, depth], data: results[i]! }, row));
  };
  await inBatches(model, rows, run, { tokens: Math.floor(maxNumbers / numbersOfWord) });
}

/** Where the words of a batch are; rows with fewer words are padded with the first token. */
function wordInputs(
  model: ModelRunner,
  prompt: EntityPrompt,
  texts: readonly (readonly Word[])[],
  { rows }: Batch,
  width: number,
): Tensors {
  const { subtokenPooling } = glinerOf(model);
  const positions = rows.flatMap((row) => {
    let column = 1 + prompt.tokens.length;
    const ofRow = texts[row]!.map(({ tokens: { length } }) => {
      column += length;
      return subtokenPooling === 'first' ? column - length : column - 1;
    });
    return [...ofRow, ...new Array<number>(width - ofRow.length).fill(0)];
  });
  const counts = rows.map((row) => texts[row]!.length);
  return {
    word_positions: int64(positions, [rows.length, width]),
    word_counts: int64(counts, [rows.length]),
  };
}
