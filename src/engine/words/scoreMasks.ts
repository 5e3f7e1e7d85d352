import { plain } from '../../base/plainText';
import type { MaskedRow, MaskScore, ModelPart, ScoreMasksRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { floats } from '../runtime/session';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { bestIndices, logSumExp } from '../batch/probability';

const mostCandidates = 1000;

/** Masks whose logits over the whole vocabulary are in memory at once. */
const masksAtOnce = 256;

/**
 * The log-probabilities of given tokens, and the best tokens, for masks of many rows; shorter rows are padded. Nothing
 * is cut: a row must fit into the model.
 * @throws RequestError when a row, position, id or `topK` is out of range, or the model lacks a part to leave out
 */
export async function scoreMasks(
  model: ModelRunner,
  { rows, topK, without = [] }: ScoreMasksRequest,
): Promise<readonly (readonly MaskScore[])[]> {
  if (!Number.isInteger(topK) || topK < 0 || topK > mostCandidates) {
    throw new RequestError(plain`Asked for ${topK} candidates a mask; the engine gives 0 to ${mostCandidates}.`);
  }
  checkParts(model, without);
  rows.forEach((row) => checkRow(model, row));
  const scores: (readonly MaskScore[])[] = [];
  for (const group of groups(rows)) scores.push(...(await scoreRows(model, group, topK, without)));
  return scores;
}

async function scoreRows(
  model: ModelRunner,
  rows: readonly MaskedRow[],
  topK: number,
  without: readonly ModelPart[],
): Promise<MaskScore[][]> {
  const columns = rows.flatMap(({ masks }, row) => masks.flatMap(({ position }) => [row, position]));
  if (columns.length === 0) return rows.map(() => []);
  const { special, size } = model.tokenizer;
  const width = Math.max(...rows.map(({ ids }) => ids.length));
  const shape = [rows.length, width];
  const padded = rows.some(({ ids }) => ids.length < width);
  const inputs = rows.flatMap(({ ids, masks }) => {
    const row = [...ids, ...Array<number>(width - ids.length).fill(special.pad)];
    for (const { position } of masks) row[position] = special.mask;
    return row;
  });
  const real = rows.flatMap(({ ids }) => Array.from({ length: width }, (_, i) => (i < ids.length ? 1 : 0)));
  const { data } = floats(
    await model.run(
      { head: 'mlm', padded, without },
      {
        input_ids: int64(inputs, shape),
        ...(padded ? { attention_mask: int64(real, shape) } : {}),
        ...(model.config.typeVocabSize > 0 ? { token_type_ids: int64(inputs.fill(0), shape) } : {}),
        masked_positions: int64(columns, [columns.length / 2, 2]),
      },
    ),
    'logits',
  );
  const { vocabSize } = model.config;
  const realSize = Math.min(size, vocabSize);
  let mask = 0;
  return rows.map(({ masks }) =>
    masks.map(({ targetIds }) => {
      const logits = data.subarray(mask * vocabSize, mask * vocabSize + realSize);
      mask++;
      if (special.mask < realSize) logits[special.mask] = -Infinity;
      const normaliser = logSumExp(logits);
      return { targets: targetIds.map((id) => logits[id]! - normaliser), best: bestIndices(logits, topK) };
    }),
  );
}

/** Rows in order, in groups of a bounded number of masks. */
function groups(rows: readonly MaskedRow[]): MaskedRow[][] {
  const result: MaskedRow[][] = [];
  let room = 0;
  for (const row of rows) {
    if (room < row.masks.length || result.length === 0) {
      result.push([]);
      room = masksAtOnce;
    }
    result.at(-1)!.push(row);
    room -= row.masks.length;
  }
  return result;
}

function checkParts({ description, config }: ModelRunner, without: readonly ModelPart[]): void {
  const has = (part: ModelPart) =>
    part === 'emd' ? description.enhancedMaskDecoder : config.relativeAttention && config.posAttType.includes(part);
  const missing = without.find((part) => !has(part));
  if (missing !== undefined)
    throw new RequestError(plain`${description.name} has no ${missing} that could be left out.`);
}

function checkRow(model: ModelRunner, { ids, masks }: MaskedRow): void {
  const { tokenizer, description, config } = model;
  const limit = model.maxTokens('mlm');
  if (ids.length < 1 || ids.length > limit) {
    throw new RequestError(plain`A row has ${ids.length} tokens; ${description.name} takes 1 to ${limit}.`);
  }
  const size = Math.min(tokenizer.size, config.vocabSize);
  const isId = (id: number) => Number.isInteger(id) && id >= 0 && id < size;
  const wrong = [ids, ...masks.map(({ targetIds }) => targetIds)].flat().find((id) => !isId(id));
  if (wrong !== undefined) throw new RequestError(plain`The id ${wrong} is not a token of ${description.name}.`);
  const place = masks.find(({ position }) => !Number.isInteger(position) || position < 0 || position >= ids.length);
  if (place !== undefined)
    throw new RequestError(plain`There is no position ${place.position} in a row of ${ids.length}.`);
}
