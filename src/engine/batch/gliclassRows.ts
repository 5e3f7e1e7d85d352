import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { GliclassConfig } from '../checkpoint/gliclassConfig';
import type { InputRow } from '../tokenizer/rowTemplate';
import { int64 } from './inputTensors';
import type { ModelRunner } from './modelRunner';
import { readLogits } from './rowLogits';
import { markerToken, pairRow, textTokens } from './textWindows';

const labelMarker = '<<LABEL>>';
const textMarker = '<<SEP>>';

/** A row `<<LABEL>>a<<LABEL>>b<<SEP>>text`, or with the text first, and the places in it that the head reads. */
export interface GliclassRow extends InputRow {
  readonly labels: readonly number[];
  readonly text: number;
}

/** The tokens of the labels' part of a row, and which of them stand before a label. */
export interface LabelPrompt {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
}

/** @throws RequestError when the tokenizer does not know the model's own tokens, or a label holds one */
export function gliclassPrompt(model: ModelRunner, config: GliclassConfig, labels: readonly string[]): LabelPrompt {
  const ids = textTokens(model, labels.map((label) => `${labelMarker}${label}`).join('') + textMarker);
  const places = ids.flatMap((id, place) => (id === config.labelToken ? [place] : []));
  const isKnown =
    markerToken(model, labelMarker) === config.labelToken && ids.at(-1) === markerToken(model, textMarker);
  const isRight = ids.at(-1) === config.textToken || !readsTextToken(config);
  if (!isKnown || !isRight) {
    throw new RequestError(
      plain`The tokenizer of ${model.description.name} does not have the tokens ${labelMarker} and ${textMarker} that its config.json names. Use the tokenizer files that were saved with the weights.`,
    );
  }
  if (places.length !== labels.length) {
    throw new RequestError(plain`A label may not hold ${labelMarker}, which stands before each. Leave it out.`);
  }
  return { ids, labels: places };
}

/** Whether the id in config.json decides anything; old files have another one there. */
function readsTextToken({ extractsText, usesSegments }: GliclassConfig): boolean {
  return extractsText || usesSegments;
}

/** A text's tokens as they are next to the labels: beside a token of its own a text may begin or end in another way. */
export function tokensBesideLabels(
  model: ModelRunner,
  { promptFirst }: GliclassConfig,
  text: string,
): readonly number[] {
  return promptFirst
    ? textTokens(model, `${textMarker}${text}`).slice(1)
    : textTokens(model, `${text}${labelMarker}`).slice(0, -1);
}

export function gliclassRow(
  model: ModelRunner,
  { promptFirst }: GliclassConfig,
  prompt: LabelPrompt,
  text: readonly number[],
): GliclassRow {
  // One special token stands before everything.
  const from = promptFirst ? 1 : 1 + text.length;
  const tokens = promptFirst ? [...prompt.ids, ...text] : [...text, ...prompt.ids];
  return {
    ...pairRow(model, tokens),
    labels: prompt.labels.map((place) => from + place),
    text: from + prompt.ids.length - 1,
  };
}

/** Logits of all labels for every row, in the order of the rows. */
export async function gliclassLogits(model: ModelRunner, rows: readonly GliclassRow[]): Promise<number[][]> {
  const logits: number[][] = [];
  await readLogits(
    model,
    'gliclass',
    rows,
    (values, row) => (logits[row] = [...values]),
    (batch) => {
      const places = batch.rows.map((row) => rows[row]!);
      const labels = places.flatMap((row) => row.labels);
      return {
        label_positions: int64(labels, [places.length, labels.length / places.length]),
        text_positions: int64(
          places.map(({ text }) => text),
          [places.length, 1],
        ),
      };
    },
  );
  return logits;
}
