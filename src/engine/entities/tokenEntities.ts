import type { Aggregation, Entity } from '../../protocol/entities';
import type { Encoding } from '../../protocol/text';
import type { ModelRunner } from '../batch/modelRunner';
import { softmax } from '../batch/probability';
import { batchTensors, inBatches, windowTokens } from '../batch/rowBatches';
import { pairRow, roomFor, textWindows, type TokenWindow } from '../batch/textWindows';
import { floats } from '../runtime/session';
import { aggregateTokens, type ScoredToken } from './aggregateTokens';

/** A text's tokens with their logits. */
interface TokenLogits {
  readonly encoding: Encoding;
  /** One entry a token, special tokens left out. */
  readonly logits: readonly Float32Array[];
}

/** The entities of texts by the labels of a token classifier. */
export async function tokenEntities(
  model: ModelRunner,
  texts: readonly string[],
  aggregation: Aggregation,
): Promise<Entity[][]> {
  const found = await tokenLogits(model, texts);
  return found.map(({ encoding, logits }, i) =>
    aggregateTokens(texts[i]!, scoredTokens(model, texts[i]!, encoding, logits), model.config.labels, aggregation),
  );
}

/**
 * The logits of every token of texts, batched by length. A long text is read in overlapping windows; a token that is in
 * two of them takes those of the window in which it has more text around it.
 */
export async function tokenLogits(model: ModelRunner, texts: readonly string[]): Promise<TokenLogits[]> {
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
  const logits: Float32Array[][] = [];
  await inBatches(model, rows, async (batch) => {
    const outputs = await model.run({ kind: 'tokens', padded: batch.padded }, batchTensors(model, rows, batch));
    const { data, shape } = floats(outputs, 'logits');
    const [, tokens = 0, labels = 0] = shape;
    const at = (token: number) => data.slice(token * labels, (token + 1) * labels);
    // [CLS] is the first of a row.
    for (const [i, row] of batch.rows.entries())
      logits[row] = rows[row]!.ids.slice(1, -1).map((_, token) => at(i * tokens + 1 + token));
  });
  let row = 0;
  return inputs.map(({ encoding, windows }) => {
    const read = windows.map((window) => ({ ...window, logits: logits[row++]! }));
    return { encoding, logits: innermost(read) };
  });
}

/** Of each token what the window says in which it is farthest from an end. */
function innermost(windows: readonly (TokenWindow & { readonly logits: readonly Float32Array[] })[]): Float32Array[] {
  const [first, ...others] = windows;
  const all = [...(first?.logits ?? [])];
  let before = first;
  for (const window of others) {
    // Where both have the same distance to their ends.
    const middle = Math.ceil((window.start + before!.end) / 2);
    window.logits.forEach((logits, i) => {
      if (window.start + i >= middle) all[window.start + i] = logits;
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
  logits: readonly Float32Array[],
): ScoredToken[] {
  return logits.map((values, i) => {
    const range = ranges[i + 1]!;
    const isAtSpace = range.start === 0 || /\s/.test(text.slice(range.start - 1, range.start + 1));
    const isSubword = !isAtSpace && ids[i + 1] !== tokenizer.special.unk;
    return { range, probabilities: softmax([...values]), isSubword };
  });
}
