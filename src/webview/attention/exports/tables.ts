import { attentionTerms } from '../../../protocol/attentionTrace';
import type { AttentionPassage } from '../../../protocol/viewMessages';
import type { Arrangement } from '../arrangement';
import type { HeadChoice, ViewState } from '../viewState';

/** What an export says about where its numbers come from. */
export interface ExportSubject {
  readonly passage: AttentionPassage;
  /** Counted from 0; written counted from 1, as in the view. */
  readonly layer: number;
  readonly head: HeadChoice;
  readonly state: Pick<ViewState, 'quantity' | 'unit' | 'special' | 'between'>;
}

/** The subject in words, one entry a line of a head. */
export function subjectEntries({ passage, layer, head, state }: ExportSubject): (readonly [string, string])[] {
  return [
    ['model', passage.modelName],
    ...passage.texts.map((text, index) => [passage.texts.length > 1 ? `text ${'AB'[index]}` : 'text', text] as const),
    ['layer', `${layer + 1}`],
    ['head', typeof head === 'number' ? `${head + 1}` : head],
    ['quantity', head === 'rollout' ? 'rollout' : state.quantity],
    ['units', state.unit],
    ['special tokens', state.special],
    ...(passage.texts.length > 1 ? [['between texts', state.between] as const] : []),
  ];
}

/** The shown matrices as comma-separated values (RFC 4180): a line each for every row and column, after lines `# name: value` on the subject. */
export function csvOf(subject: ExportSubject, arrangement: Arrangement): string {
  const { rows, columns, total, terms, probabilities, quantity } = arrangement;
  const names = ['row', 'column', 'from', 'to', 'probability', quantity === 'scores' ? 'sum' : 'total'];
  const head = [...names, ...(terms === undefined ? [] : attentionTerms)];
  const lines = rows.flatMap(({ label: from }, row) =>
    columns.map(({ label: to }, column) => {
      const at = row * columns.length + column;
      const numbers = [probabilities, total, ...(terms === undefined ? [] : attentionTerms.map((term) => terms[term]))];
      return [row + 1, column + 1, quoted(from), quoted(to), ...numbers.map((matrix) => matrix[at])].join(',');
    }),
  );
  const comments = subjectEntries(subject).map(([name, value]) => `# ${name}: ${value.replace(/\s+/g, ' ')}`);
  return [...comments, head.join(','), ...lines, ''].join('\r\n');
}

/** The shown matrices as JSON: the subject, the labels, and rows of numbers. */
export function jsonOf(subject: ExportSubject, arrangement: Arrangement): string {
  const { rows, columns, total, terms, probabilities } = arrangement;
  const matrix = (values: Float32Array) =>
    rows.map((_, row) => [...values.subarray(row * columns.length, (row + 1) * columns.length)]);
  return JSON.stringify({
    ...Object.fromEntries(subjectEntries(subject)),
    rows: rows.map(({ label }) => label),
    columns: columns.map(({ label }) => label),
    probabilities: matrix(probabilities),
    total: matrix(total),
    ...(terms && { terms: Object.fromEntries(attentionTerms.map((term) => [term, matrix(terms[term])])) }),
  });
}

function quoted(label: string): string {
  return /[",\r\n]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
}
