import type { Aggregation, Entity } from '../../protocol/entities';
import type { Encoding } from '../../protocol/text';
import type { ModelRunner } from '../batch/modelRunner';
import { windowTokens } from '../batch/rowBatches';
import { readLogits } from '../batch/rowLogits';
import { pairRow, roomFor, textWindows, type TokenWindow } from '../batch/textWindows';
import { aggregateTokens, tokenAnswer, type ScoredToken, type TokenAnswer } from './aggregateTokens';

/** A text's tokens with what each of them is found to be. */
interface ReadTokens<T> {
  readonly encoding: Encoding;
  /** One entry a token, special tokens left out. */
  readonly found: readonly T[];
}

/** The entities of texts by the labels of a token classifier. */
export async function tokenEntities(
  model: ModelRunner,
  texts: readonly string[],
  aggregation: Aggregation,
): Promise<Entity[][]> {
  const read = await readTokens(model, texts, (logits) => tokenAnswer(logits, aggregation));
  return read.map(({ encoding, found }, i) =>
    aggregateTokens(texts[i]!, scoredTokens(model, texts[i]!, encoding, found), model.config.labels, aggregation),
  );
}

/**
 * Every token of texts, batched by length, as `find` has it from the token's logits. A long text is read in overlapping
 * windows; a token that is in two of them is taken from the one in which it has more text around it.
 */
export async function readTokens<T>(
  model: ModelRunner,
  texts: readonly string[],
  find: (logits: Float32Array) => T,
): Promise<ReadTokens<T>[]> {
  const room = roomFor(model, windowTokens(model, 'tokens'));
  const inputs = texts.map((text) => {
    const encoding = model.tokenizer.encode(text);
    const tokens = encoding.ids.slice(1, -1);
    const { windows } = textWindows(tokens.length, room, Infinity);
    return { encoding, tokens, windows };
  });
  const rows = inputs.flatMap(({ tokens, windows }) =>
    windows.map(({ start, end }) => pairRow(model, tokens.slice(start, end))),
  );
  const found: T[][] = [];
  const labels = model.config.labels.length;
  await readLogits(model, 'tokens', rows, (values, row) => {
    // [CLS] is the first of a row.
    found[row] = rows[row]!.ids.slice(1, -1).map((_, token) => {
      const start = (1 + token) * labels;
      return find(values.subarray(start, start + labels));
    });
  });
  let row = 0;
  return inputs.map(({ encoding, windows }) => {
    const read = windows.map((window) => ({ ...window, found: found[row++]! }));
    return { encoding, found: innermost(read) };
  });
}

/** Of each token what the window says in which it is farthest from an end. */
function innermost<T>(windows: readonly (TokenWindow & { readonly found: readonly T[] })[]): T[] {
  const [first, ...others] = windows;
  const all = [...(first?.found ?? [])];
  let before = first;
  for (const window of others) {
    // Where both have the same distance to their ends.
    const middle = Math.ceil((window.start + before!.end) / 2);
    window.found.forEach((one, i) => {
      if (window.start + i >= middle) all[window.start + i] = one;
    });
    before = window;
  }
  return all;
}

/** A token goes on with a word if no white space stands at its beginning, unless it is unknown, as in Transformers. */
function scoredTokens(
  { tokenizer }: ModelRunner,
  text: string,
  { ids, ranges }: Encoding,
  answers: readonly TokenAnswer[],
): ScoredToken[] {
  return answers.map((answer, i) => {
    const range = ranges[i + 1]!;
    const isAtSpace = range.start === 0 || /\s/.test(text.slice(range.start - 1, range.start + 1));
    return { ...answer, range, isSubword: !isAtSpace && ids[i + 1] !== tokenizer.special.unk };
  });
}
