import type { ClozeRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { Classification } from '../../protocol/predictions';
import type { TextRange } from '../../protocol/text';
import type { MaskedEncoding } from '../tokenizer/tokenizer';
import { softmax } from './probability';
import type { DecodedMask } from './decodeMasks';
import { decodeMasks } from './decodeMasks';
import type { ModelRunner } from './modelRunner';
import { tokenWindow } from './tokenWindow';

/** A label in its prompt, with all of its pieces masked, and the ids of those pieces. */
interface LabelPrompt {
  readonly label: string;
  readonly masked: MaskedEncoding;
  readonly pieces: readonly number[];
}

/**
 * Classification without a classification head: each label is put into the prompt, its pieces are masked together, and
 * its logit is the mean log-probability of the pieces, less what it is in the prompt without the text: else words that
 * are likely anywhere would win everywhere. Scores are the softmax over the labels.
 * @throws RequestError when labels are missing or doubled, or the template lacks `{text}` or `{label}`
 */
export async function cloze(model: ModelRunner, request: ClozeRequest): Promise<Classification> {
  checkRequest(request);
  const withText = await labelLogits(model, request);
  const without = await labelLogits(model, { ...request, text: '' });
  const logits = withText.map((logit, i) => logit - without[i]!);
  const scores = softmax(logits);
  return { labels: request.labels.map((label, i) => ({ label, logit: logits[i]!, score: scores[i]! })) };
}

/** Mean masked log-probability of each label. Labels of as many pieces have the same masked prompt and share a forward pass. */
async function labelLogits(model: ModelRunner, request: ClozeRequest): Promise<number[]> {
  const groups = new Map<string, LabelPrompt[]>();
  for (const label of request.labels) {
    const prompt = labelPrompt(model, request, label);
    const key = JSON.stringify([prompt.masked.encoding.ids, prompt.masked.positions]);
    groups.set(key, [...(groups.get(key) ?? []), prompt]);
  }
  const logits = new Map<string, number>();
  for (const group of groups.values()) {
    const targetIds = [...new Set(group.flatMap(({ pieces }) => pieces))];
    const masks = await decodeMasks(model, group[0]!.masked, { topK: 1, targetIds });
    for (const { label, pieces } of group) logits.set(label, meanLogProbability(masks, pieces));
  }
  return request.labels.map((label) => logits.get(label)!);
}

function meanLogProbability(masks: readonly DecodedMask[], pieces: readonly number[]): number {
  const logProbabilities = pieces.map((id, i) => masks[i]!.targets.find((target) => target.id === id)!.logProbability);
  return logProbabilities.reduce((sum, value) => sum + value, 0) / pieces.length;
}

function labelPrompt(model: ModelRunner, { text, template }: ClozeRequest, label: string): LabelPrompt {
  const [before = '', after = ''] = template.split('{label}').map((part) => part.replace('{text}', () => text));
  const { tokenizer } = model;
  const encoding = tokenizer.encode(`${before}${label}${after}`);
  const range: TextRange = { start: before.length, end: before.length + label.length };
  const positions = encoding.ranges.flatMap(({ start, end }, i) => (start < range.end && end > range.start ? [i] : []));
  const pieces = positions.map((position) => encoding.ids[position]!);
  const ids = encoding.ids.map((id, i) => (positions.includes(i) ? tokenizer.special.mask : id));
  const masked = tokenWindow({ encoding: { ...encoding, ids }, positions }, model.maxTokens('fill'));
  return { label, masked, pieces };
}

function checkRequest({ labels, template }: ClozeRequest): void {
  const count = (slot: string) => template.split(slot).length - 1;
  if (count('{text}') !== 1 || count('{label}') !== 1) {
    throw new RequestError(`The template “${template}” must hold {text} and {label} once each.`);
  }
  if (labels.length < 2) throw new RequestError('Give at least two labels to choose from.');
  const empty = labels.some((label) => label.trim() === '');
  if (empty || new Set(labels).size < labels.length) {
    throw new RequestError('Labels must be different from each other and not empty.');
  }
}
