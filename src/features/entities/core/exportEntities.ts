import { csvLine } from '../../../base/serialize';
import { unitSource, type MappedUnit } from '../../../prose/documentUnits';
import { wordsOf } from '../../../prose/words';
import type { Entity } from '../../../protocol/entities';
import { outside } from '../../../protocol/wordTags';

/** A text of a file with the entities found in it. */
export interface EntityRow {
  readonly file: string;
  readonly unit: MappedUnit;
  readonly entities: readonly Entity[];
}

/** An entity with its text and its place in the file. */
export interface PlacedEntity extends Entity {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The entities of a text as they are in its file, in UTF-16 offsets. */
export function placed({ unit, entities }: EntityRow): PlacedEntity[] {
  return entities.map(({ label, score, start, end }) => {
    const place = unitSource(unit, { start, end });
    return { label, line: unit.lineAt(place.start), ...place, text: unit.text.slice(start, end), score };
  });
}

/** A text as an object of JSON. */
export function jsonRow(row: EntityRow): object {
  const { line, start, end, text } = row.unit;
  return { file: row.file, line, start, end, text, entities: placed(row) };
}

export const csvHeader = csvLine(['file', 'line', 'start', 'end', 'label', 'score', 'text']);

/** A line of CSV for each entity. */
export function csvRows(row: EntityRow): string {
  return placed(row)
    .map(({ label, line, start, end, score, text }) =>
      csvLine([row.file, line, start, end, label, score.toFixed(4), text]),
    )
    .join('');
}

/** A text in CoNLL's form: a word and its tag a line, a blank line at the end. Words are as `train` reads them. */
export function conllRows({ unit: { text }, entities }: EntityRow): string {
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
