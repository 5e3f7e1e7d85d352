import { plain } from '../../base/plainText';
import type { MaskedRow, MaskScore, ModelPart, ScoreMasksRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { floats } from '../runtime/session';
import { runMaskedRows } from '../batch/maskedRows';
import type { ModelRunner } from '../batch/modelRunner';
import { bestIndices, logSumExp } from '../batch/probability';

const maxCandidates = 1000;

/**
 * The log-probabilities of given tokens, and the best tokens, for masks of many rows; shorter rows are padded. Nothing
 * is cut: a row must fit into the model.
 * @throws RequestError when a row, position, id or `topK` is out of range, or the model lacks a part to leave out
 */
export async function scoreMasks(
  model: ModelRunner,
  { rows, topK, without = [] }: ScoreMasksRequest,
): Promise<readonly (readonly MaskScore[])[]> {
  if (!Number.isInteger(topK) || topK < 0 || topK > maxCandidates) {
    throw new RequestError(plain`${topK} candidates per mask were requested. Choose 0 to ${maxCandidates}.`);
  }
  checkParts(model, without);
  rows.forEach((row) => checkRow(model, row));
  const { special, size } = model.tokenizer;
  const { vocabSize } = model.config;
  const realSize = Math.min(size, vocabSize);
  const masked = rows.map(({ ids, masks }) => {
    const positions = masks.map(({ position }) => position);
    return { ids: ids.map((id, i) => (positions.includes(i) ? special.mask : id)), positions };
  });
  const graph = (padded: boolean) => ({ kind: 'mlm', padded, without }) as const;
  return runMaskedRows(model, masked, { graph }, (outputs) => {
    const { data } = floats(outputs, 'logits');
    return (mask, row, place) => {
      const logits = data.subarray(mask * vocabSize, mask * vocabSize + realSize);
      if (special.mask < realSize) logits[special.mask] = -Infinity;
      const normalizer = logSumExp(logits);
      const targets = rows[row]!.masks[place]!.targetIds.map((id) => logits[id]! - normalizer);
      return { targets, best: bestIndices(logits, topK) };
    };
  });
}

function checkParts({ description, config }: ModelRunner, without: readonly ModelPart[]): void {
  const has = (part: ModelPart) =>
    part === 'emd' ? description.enhancedMaskDecoder : config.relativeAttention && config.posAttType.includes(part);
  const missing = without.find((part) => !has(part));
  if (missing !== undefined) throw new RequestError(plain`${description.name} has no ${missing} to leave out.`);
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
