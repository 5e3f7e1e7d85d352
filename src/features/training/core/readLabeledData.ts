import path from 'node:path';
import { linesOf } from '../../../prose/dataLines';
import { type Columns, hasLabel, type LabeledText, readLabeledTexts, withoutMark } from '../../../prose/labeledTexts';
import { type EntityText, looksLikeConll, marksEntities, readConll, readTaggedLines } from './readTaggedTexts';

/** What a file teaches: labels of whole texts, or entities in them. */
export type LabeledData =
  | { readonly kind: 'texts'; readonly texts: readonly LabeledText[] }
  | { readonly kind: 'entities'; readonly texts: readonly EntityText[] };

/** Endings of files in the form of CoNLL. */
export const conllEndings = ['conll', 'bio', 'iob', 'iob2', 'iobes', 'bioes'];

/**
 * Reads labeled texts or tagged words, whichever the file holds; a file with columns that are named, or with a label
 * for each text, holds labeled texts.
 * @throws RequestError as `readLabeledTexts`, `readConll` and `readTaggedLines`
 */
export function readLabeledData(file: string, contents: string, columns: Columns = {}): LabeledData {
  const text = withoutMark(contents);
  const extension = path.extname(file).toLowerCase().slice(1);
  const isNamed = [columns.text, columns.pair, columns.label].some((name) => name !== undefined);
  if (isNamed || extension === 'csv') return { kind: 'texts', texts: readLabeledTexts(file, text, columns) };
  if (extension === 'jsonl' || extension === 'ndjson')
    return holdsEntities(text)
      ? { kind: 'entities', texts: readTaggedLines(file, text) }
      : { kind: 'texts', texts: readLabeledTexts(file, text) };
  return conllEndings.includes(extension) || looksLikeConll(text)
    ? { kind: 'entities', texts: readConll(file, text) }
    : { kind: 'texts', texts: readLabeledTexts(file, text) };
}

/** Whether JSON lines have tagged words or ranges; the first one that is not empty decides. */
export function holdsEntities(contents: string): boolean {
  for (const { line } of linesOf(contents)) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
      return marksEntities(fields) && !(typeof fields.text === 'string' && hasLabel(fields));
    } catch {
      return false;
    }
  }
  return false;
}
