import { plain } from '../../base/plainText';
import type { FillMaskRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { MaskCandidate, MaskPrediction } from '../../protocol/predictions';
import { checkCount } from '../batch/checkCount';
import { decodeMasks, type DecodedMask } from '../batch/decodeMasks';
import type { ModelRunner } from '../batch/modelRunner';
import { tokenWindow } from '../batch/tokenWindow';

const maxCandidates = 1000;

/**
 * The best real tokens for every mask, all masks in one forward pass. A text longer than the model takes is cut to a
 * window around the masks.
 * @throws RequestError when there is no mask, or `topK` or `targetIds` are out of range
 */
export async function fillMask(model: ModelRunner, request: FillMaskRequest): Promise<readonly MaskPrediction[]> {
  checkRequest(model, request);
  const masked = model.tokenizer.encodeMasked(request.text, request.masks);
  const decoded = await decodeMasks(model, tokenWindow(masked, model.maxTokens('fill')), request);
  return decoded.map((mask, i) => ({ range: request.masks[i]!, candidates: candidates(model, mask, request) }));
}

function candidates(
  { tokenizer }: ModelRunner,
  decoded: DecodedMask,
  { topK, targetIds }: FillMaskRequest,
): MaskCandidate[] {
  const scored =
    targetIds === undefined
      ? decoded.candidates.filter(({ id }) => tokenizer.isCandidate(id))
      : [...decoded.targets].sort((a, b) => b.logit - a.logit);
  return scored.slice(0, topK).map((token) => ({
    ...token,
    token: tokenizer.token(token.id),
    ...tokenizer.surface(token.id),
  }));
}

function checkRequest({ tokenizer, description }: ModelRunner, { masks, topK, targetIds = [] }: FillMaskRequest): void {
  if (masks.length === 0) throw new RequestError(plain`There is no mask to fill: mark at least one place in the text.`);
  checkCount('candidates per mask', topK, maxCandidates);
  const wrong = targetIds.find((id) => !Number.isInteger(id) || id < 0 || id >= tokenizer.size);
  if (wrong !== undefined) throw new RequestError(plain`The target id ${wrong} is not a token of ${description.name}.`);
}
