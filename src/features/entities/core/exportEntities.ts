import { csvLine, jsonText } from '../../../base/serialize';
import { wordsOf } from '../../../prose/words';
import type { Entity } from '../../../protocol/entities';
import { outside } from '../../../protocol/wordTags';
import type { FoundUnit } from './entityStore';

/** A text of a file with the entities found in it. */
export interface EntityRow {
  readonly file: string;
  readonly unit: FoundUnit;
}

/** An entity with its text and its place in the file. */
export interface PlacedEntity extends Entity {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The entities of a text as they are in its file, in UTF-16 offsets. */
export function placed(unit: FoundUnit): PlacedEntity[] {
  return unit.entities.map(({ label, score, start, end, place }) => ({
    ...{ label, line: unit.line + place.line, start: unit.start + place.start, end: unit.start + place.end },
    ...{ text: unit.text.slice(start, end), score },
  }));
}

export const exportFormats = {
  json: { title: 'JSON', extension: 'json' },
  csv: { title: 'CSV', extension: 'csv' },
  conll: { title: 'CoNLL', extension: 'conll' },
} as const;

/** The rows as text, in pieces, so that they need not be in memory at once. JSON and CSV have those with entities. */
export function* exportRows(
  format: keyof typeof exportFormats,
  model: string,
  rows: Iterable<EntityRow>,
): Generator<string> {
  if (format === 'json') yield `{"model":${jsonText(model)},"results":[`;
  if (format === 'csv') yield csvHeader;
  let isFirst = true;
  for (const row of rows) {
    if (format === 'conll') yield conllRows(row);
    if (row.unit.entities.length === 0) continue;
    if (format === 'csv') yield csvRows(row);
    if (format === 'json') yield `${isFirst ? '' : ','}\n${jsonText(jsonRow(row))}`;
    isFirst = false;
  }
  if (format === 'json') yield '\n]}\n';
}

/** A text as an object of JSON. */
export function jsonRow({ file, unit }: EntityRow): object {
  const { line, start, end, text } = unit;
  return { file, line, start, end, text, entities: placed(unit) };
}

export const csvHeader = csvLine(['file', 'line', 'start', 'end', 'label', 'score', 'text']);

/** A line of CSV for each entity. */
export function csvRows({ file, unit }: EntityRow): string {
  return placed(unit)
    .map(({ label, line, start, end, score, text }) => csvLine([file, line, start, end, label, score.toFixed(4), text]))
    .join('');
}

/** A text in CoNLL's form: a word and its tag a line, a blank line at the end. Words are as `train` reads them. */
export function conllRows({ unit: { text, entities } }: EntityRow): string {
  const words = wordsOf(text, new Set(entities.flatMap(({ start, end }) => [start, end])));
  let next = 0;
  let last: Entity | undefined;
  const lines = words.map((word) => {
    const before = last;
    while (next < entities.length && entities[next]!.end <= word.start) next++;
    const entity = entities[next];
    last = entity !== undefined && entity.start <= word.start && word.end <= entity.end ? entity : undefined;
    const tag = last && `${last === before ? 'I' : 'B'}-${last.label.replace(/\s+/g, '_')}`;
    return `${text.slice(word.start, word.end)} ${tag ?? outside}\n`;
  });
  return `${lines.join('')}\n`;
}
