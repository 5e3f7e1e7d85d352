import type { TextRange } from '../../../protocol/text';
import { parseJson, wrongFormat, type TaskFile } from './taskFile';

/** A word in its context, and substitutes for it with the share of annotators who accept each. */
export interface LexicalTarget {
  readonly context: string;
  readonly range: TextRange;
  readonly substitutes: readonly { readonly text: string; readonly weight: number }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads SWORDS' JSON: tables `contexts`, `targets`, `substitutes` and `substitute_labels`. @throws RequestError for another format */
export function readSwords(file: TaskFile): LexicalTarget[] {
  const tables = fields(file, parseJson(file, file.text), 'the file');
  const table = (name: string) => fields(file, tables[name], name);
  const [contexts, targets, labels] = [table('contexts'), table('targets'), table('substitute_labels')];
  const byTarget = new Map<string, { text: string; weight: number }[]>();
  for (const [id, value] of Object.entries(table('substitutes'))) {
    const { target_id: target, substitute } = fields(file, value, id);
    const votes = labels[id];
    if (typeof target !== 'string' || typeof substitute !== 'string' || !Array.isArray(votes) || votes.length === 0) {
      throw wrongFormat(file, `substitute ${id} needs target_id, substitute and labels`);
    }
    const weight = votes.filter((vote) => vote === 'TRUE' || vote === 'TRUE_IMPLICIT').length / votes.length;
    byTarget.set(target, [...(byTarget.get(target) ?? []), { text: substitute, weight }]);
  }
  return Object.entries(targets).map(([id, value]) => {
    const { context_id: contextId, target, offset } = fields(file, value, id);
    const { context } = fields(
      file,
      typeof contextId === 'string' ? contexts[contextId] : undefined,
      `${id}'s context`,
    );
    const isPlaced =
      typeof context === 'string' &&
      typeof target === 'string' &&
      typeof offset === 'number' &&
      context.startsWith(target, offset);
    if (!isPlaced || target === '') throw wrongFormat(file, `target ${id} is not at its offset in its context`);
    const range = { start: offset, end: offset + target.length };
    return { context, range, substitutes: byTarget.get(id) ?? [] };
  });
}

function fields(file: TaskFile, value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongFormat(file, `${name} is not an object`);
  }
  return value as Fields;
}
