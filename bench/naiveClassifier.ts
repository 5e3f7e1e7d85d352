import { floats } from '../src/engine/runtime/session';
import { int64 } from '../src/engine/batch/inputTensors';
import type { ModelRunner } from '../src/engine/batch/modelRunner';
import { findNliLabels } from '../src/engine/classify/classifyNli';

/** One row of a forward pass: a text with one label. `mask` is the first masked column, `pieces` what is masked. */
interface LabelRow {
  readonly ids: readonly number[];
  readonly sequence: readonly number[];
  readonly mask: number;
  readonly pieces: readonly number[];
}

/** Texts of a batch of the plain way. */
const batchTexts = 32;

/** A plain forward pass: texts, by index, with one label. Running it gives the label's score for each. */
export interface NaivePass {
  readonly label: number;
  readonly texts: readonly number[];
  readonly run: () => Promise<number[]>;
}

/**
 * The plain way to compare labels: texts as they come in batches of 32, one forward pass a label and text, each padded
 * to the batch's longest row. Of each batch only every eighth text, so that all batches are among them. A score is
 * entailment's logit, or the mean log-probability of the label's pieces.
 */
export function singlePasses(model: ModelRunner, texts: readonly string[], own: NaiveLabels): NaivePass[] {
  return batchesOf(model, texts, own).flatMap(({ members, width }) =>
    members
      .filter((text) => text % 8 === 0)
      .flatMap((text) => own.labels.map((_, label) => pass(model, texts, own, { label, members: [text], width }))),
  );
}

/** As pipelines do when asked to: a batch with one label in one go. Of each batch only one label of all. */
export function batchPasses(model: ModelRunner, texts: readonly string[], own: NaiveLabels): NaivePass[] {
  return batchesOf(model, texts, own).map(({ members, width }, batch) =>
    pass(model, texts, own, { label: batch % own.labels.length, members, width }),
  );
}

interface NaiveLabels {
  readonly labels: readonly string[];
  readonly template: string;
}

function batchesOf(model: ModelRunner, texts: readonly string[], { labels, template }: NaiveLabels) {
  const rowOf = isNli(model) ? entailmentRow : promptRow;
  return Array.from({ length: Math.ceil(texts.length / batchTexts) }, (_, batch) => {
    const members = texts.map((_text, i) => i).slice(batch * batchTexts, (batch + 1) * batchTexts);
    const lengths = members.flatMap((i) => labels.map((label) => rowOf(model, texts[i]!, template, label).ids.length));
    return { members, width: Math.max(...lengths) };
  });
}

function pass(
  model: ModelRunner,
  texts: readonly string[],
  { labels, template }: NaiveLabels,
  { label, members, width }: { readonly label: number; readonly members: readonly number[]; readonly width: number },
): NaivePass {
  const [rowOf, score] = isNli(model) ? [entailmentRow, entailmentLogits] : [promptRow, maskedLogProbabilities];
  const rows = () => members.map((text) => rowOf(model, texts[text]!, template, labels[label]!));
  return { label, texts: members, run: () => score(model, rows(), width) };
}

function isNli({ description }: ModelRunner): boolean {
  return description.zeroShot === 'nli';
}

function entailmentRow({ tokenizer }: ModelRunner, text: string, template: string, label: string): LabelRow {
  const hypothesis = template.replace('{text} ', '').replace('{label}', label);
  return { ...tokenizer.encode(text, hypothesis), mask: 0, pieces: [] };
}

function promptRow({ tokenizer }: ModelRunner, text: string, template: string, label: string): LabelRow {
  const [before = '', after = ''] = template.replace('{text}', text).split('{label}');
  const { ids, ranges } = tokenizer.encode(`${before}${label}${after}`);
  const isLabel = ranges.map(({ start, end }) => start < before.length + label.length && end > before.length);
  const masked = ids.map((id, i) => (isLabel[i] === true ? tokenizer.special.mask : id));
  const pieces = ids.filter((_, i) => isLabel[i]);
  return { ids: masked, sequence: ids.map(() => 0), mask: isLabel.indexOf(true), pieces };
}

function inputs({ tokenizer, config }: ModelRunner, rows: readonly LabelRow[], width: number) {
  const shape = [rows.length, width];
  const grid = (pad: number, of: (row: LabelRow) => readonly number[]) =>
    int64(
      rows.flatMap((row) => [...of(row), ...new Array<number>(width - of(row).length).fill(pad)]),
      shape,
    );
  return {
    input_ids: grid(tokenizer.special.pad, ({ ids }) => ids),
    attention_mask: grid(0, ({ ids }) => ids.map(() => 1)),
    ...(config.typeVocabSize > 0 ? { token_type_ids: grid(0, ({ sequence }) => sequence) } : undefined),
  };
}

async function entailmentLogits(model: ModelRunner, rows: readonly LabelRow[], width: number): Promise<number[]> {
  const outputs = await model.run({ kind: 'classify', padded: true }, inputs(model, rows, width));
  const { data, shape } = floats(outputs, 'logits');
  const entailment = findNliLabels(model.config)!.entailment;
  return rows.map((_, row) => data[row * shape[1]! + entailment]!);
}

async function maskedLogProbabilities(model: ModelRunner, rows: readonly LabelRow[], width: number): Promise<number[]> {
  const positions = rows.flatMap(({ mask, pieces }, row) => pieces.flatMap((_, i) => [row, mask + i]));
  const { special, size } = model.tokenizer;
  const pieces = rows[0]?.pieces ?? [];
  const outputs = await model.run(
    { kind: 'fill', padded: true, vocabulary: { size, mask: special.mask }, search: 'exact' },
    {
      ...inputs(model, rows, width),
      masked_positions: int64(positions, [positions.length / 2, 2]),
      candidate_count: int64([1], [1]),
      target_ids: int64(pieces, [pieces.length]),
    },
    ['log_normalizer', 'target_logits'],
  );
  const { data: logits } = floats(outputs, 'target_logits');
  const { data: normalizers } = floats(outputs, 'log_normalizer');
  const count = pieces.length;
  return rows.map((_, row) => {
    const each = pieces.map((_piece, i) => logits[(row * count + i) * count + i]! - normalizers[row * count + i]!);
    return each.reduce((a, b) => a + b, 0) / count;
  });
}
