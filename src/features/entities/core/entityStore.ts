import { unitSource, type DocumentUnit, type MappedUnit } from '../../../prose/documentUnits';
import type { Entity } from '../../../protocol/entities';
import type { TextRange } from '../../../protocol/text';
import { FileStore } from '../../../results/fileStore';

/** An entity of a unit, in its text, and where it is in the document, from the unit's start and line. */
export interface UnitEntity extends Entity {
  readonly place: TextRange & { readonly line: number };
}

/** A part of a document with its entities; also one without any, so that it need not be read again. */
export interface FoundUnit extends DocumentUnit {
  readonly entities: readonly UnitEntity[];
}

/** The entities of one run, as they come. */
export class EntityStore extends FileStore<FoundUnit> {
  constructor(budget?: number) {
    super(bytesOf, budget);
  }
}

export function foundUnit(unit: MappedUnit, entities: readonly Entity[]): FoundUnit {
  const { text, start, end, line } = unit;
  const placed = entities.map(({ label, score, ...range }): UnitEntity => {
    const source = unitSource(unit, { start: range.start, end: range.end });
    const place = { start: source.start - start, end: source.end - start, line: unit.lineAt(source.start) - line };
    return { label, score, start: range.start, end: range.end, place };
  });
  return { text, start, end, line, entities: placed };
}

/** Two bytes a character, and objects. */
function bytesOf({ text, entities }: FoundUnit): number {
  return 2 * text.length + 150 + 200 * entities.length;
}
