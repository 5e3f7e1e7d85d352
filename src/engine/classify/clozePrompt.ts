import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import { labelSlot, withLabel, type LabelTemplate } from '../../protocol/labelTemplate';
import { inputRow } from '../tokenizer/rowTemplate';
import type { MaskedRow } from '../batch/maskedRows';
import type { ModelRunner } from '../batch/modelRunner';
import { minRoom } from './classifyTrained';
import { windowTokens } from '../batch/rowBatches';

/**
 * A template tokenized with its label masked. Labels of as many pieces usually have the same prompt, and so share every
 * forward pass. `[CLS] head text tail [SEP]`.
 */
export interface ClozePrompt {
  readonly head: readonly number[];
  readonly tail: readonly number[];
  /** Places of the masks, in the head if not negative, otherwise counted from the end of the row. */
  readonly masks: readonly number[];
  /** Labels with this prompt, by their index, and the pieces that their masks hide. */
  readonly labels: readonly { readonly index: number; readonly pieces: readonly number[] }[];
  /** Tokens of a text that fit in. */
  readonly room: number;
}

/** The distinct prompts of some labels. @throws RequestError when one leaves no room for a text */
export function clozePrompts(model: ModelRunner, template: LabelTemplate, labels: readonly string[]): ClozePrompt[] {
  const prompts = new Map<string, ClozePrompt>();
  labels.forEach((label, index) => {
    const { pieces, ...prompt } = promptOf(model, template, label);
    const key = JSON.stringify([prompt.head, prompt.tail, prompt.masks]);
    const shared = prompts.get(key)?.labels ?? [];
    prompts.set(key, { ...prompt, labels: [...shared, { index, pieces }] });
  });
  return [...prompts.values()];
}

function promptOf(model: ModelRunner, template: LabelTemplate, label: string) {
  const head = maskedPart(model, template.head, label);
  const tail = maskedPart(model, template.tail, label);
  const used = head.ids.length + tail.ids.length;
  const room = windowTokens(model, 'fill') - 2 - used;
  if (room < minRoom) {
    throw new RequestError(
      plain`“${label}” and its template have ${used} tokens, which leaves no room for the text. Shorten them.`,
    );
  }
  return {
    head: head.ids,
    tail: tail.ids,
    // One more than in the part for [CLS] before it or [SEP] after it.
    masks: [...head.places.map((place) => place + 1), ...tail.places.map((place) => place - tail.ids.length - 1)],
    pieces: [...head.pieces, ...tail.pieces],
    room,
  };
}

/** A part of the template: its ids with the label's pieces masked, where they are, and which pieces they were. */
function maskedPart({ tokenizer }: ModelRunner, part: string, label: string) {
  if (part.trim() === '') return { ids: [], places: [], pieces: [] };
  const { ids, ranges } = tokenizer.encode(withLabel(part, label));
  const from = part.search(labelSlot);
  const to = from + label.length;
  const isLabel = ranges.map(({ start, end }) => from >= 0 && start < to && end > from);
  const inside = ids.map((_, i) => i).slice(1, -1);
  const places = inside.filter((i) => isLabel[i]);
  return {
    ids: inside.map((i) => (isLabel[i] ? tokenizer.special.mask : ids[i]!)),
    places: places.map((i) => i - 1),
    pieces: places.map((i) => ids[i]!),
  };
}

/** The prompt with a text's tokens, and the places of its masks. */
export function promptRow(
  { tokenizer }: ModelRunner,
  { head, tail, masks }: ClozePrompt,
  text: readonly number[],
): MaskedRow {
  const row = inputRow(tokenizer.templates, [...head, ...text, ...tail]);
  return { ...row, positions: masks.map((place) => (place < 0 ? row.ids.length + place : place)) };
}
