import { floats } from '../src/engine/runtime/session';
import { int64 } from '../src/engine/tasks/inputTensors';
import type { ModelRunner } from '../src/engine/tasks/modelRunner';
import { findNliLabels } from '../src/engine/tasks/nliLabels';

/** One row of a forward pass: a text with one label. `mask` is the first masked column, `pieces` what the masks hide. */
interface LabelRow {
  readonly ids: readonly number[];
  readonly sequence: readonly number[];
  readonly mask: number;
  readonly pieces: readonly number[];
}

/**
 * The plain way to compare labels: texts as they come in batches of 32, one forward pass a label and text, each padded to
 * the batch's longest row. `rowsTogether` passes the batch of one label in one go instead, as pipelines do when asked to.
 * Returns the label's score (entailment's logit, or the mean log-probability of its pieces) for each text.
 */
export async function naiveScores(
  model: ModelRunner,
  texts: readonly string[],
  { labels, template }: { readonly labels: readonly string[]; readonly template: string },
  rowsTogether = 1,
): Promise<number[][]> {
  const scores: number[][] = [];
  const isNli = model.description.zeroShot === 'nli';
  const rowOf = isNli ? entailmentRow : promptRow;
  const score = isNli ? entailmentLogits : maskedLogProbabilities;
  for (let from = 0; from < texts.length; from += 32) {
    const batch = texts.slice(from, from + 32);
    const rows = labels.map((label) => batch.map((text) => rowOf(model, text, template, label)));
    const width = Math.max(...rows.flat().map(({ ids }) => ids.length));
    const ofBatch = batch.map(() => [] as number[]);
    for (const [label, column] of rows.entries()) {
      for (let row = 0; row < column.length; row += rowsTogether) {
        const values = await score(model, column.slice(row, row + rowsTogether), width);
        values.forEach((value, i) => (ofBatch[row + i]![label] = value));
      }
    }
    scores.push(...ofBatch);
  }
  return scores;
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
  const outputs = await model.run({ head: 'classify', padded: true }, inputs(model, rows, width));
  const { data, shape } = floats(outputs, 'logits');
  const entailment = findNliLabels(model.config)!.entailment;
  return rows.map((_, row) => data[row * shape[1]! + entailment]!);
}

async function maskedLogProbabilities(model: ModelRunner, rows: readonly LabelRow[], width: number): Promise<number[]> {
  const positions = rows.flatMap(({ mask, pieces }, row) => pieces.flatMap((_, i) => [row, mask + i]));
  const { special, size } = model.tokenizer;
  const pieces = rows[0]?.pieces ?? [];
  const outputs = await model.run(
    { head: 'fill', padded: true, vocabulary: { size, mask: special.mask }, search: 'exact' },
    {
      ...inputs(model, rows, width),
      masked_positions: int64(positions, [positions.length / 2, 2]),
      candidate_count: int64([1], [1]),
      target_ids: int64(pieces, [pieces.length]),
    },
    ['log_normaliser', 'target_logits'],
  );
  const { data: logits } = floats(outputs, 'target_logits');
  const { data: normalisers } = floats(outputs, 'log_normaliser');
  const count = pieces.length;
  return rows.map((_, row) => {
    const each = pieces.map((_piece, i) => logits[(row * count + i) * count + i]! - normalisers[row * count + i]!);
    return each.reduce((a, b) => a + b, 0) / count;
  });
}
