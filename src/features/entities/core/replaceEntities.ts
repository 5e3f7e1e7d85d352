import type { MappedUnit } from '../../../prose/documentUnits';
import type { ProseEdit } from '../../../prose/proseDocument';
import type { Insertion } from '../../../prose/proseLanguage';
import type { Entity } from '../../../protocol/entities';
import { withoutSpace } from '../../../protocol/text';
import { entityKey } from './entityGroups';
import { fitLayout, type LayoutEdit } from './fitLayout';
import { hashOf, type ReplacedName, type ReplacedPlace, type ReplacementKey } from './replacementKey';
import { replacementEdits } from './replacementEdits';
import { Replacements, type ReplacementWay } from './replacements';

/** A part of a document with its entities; the parts in order. */
export interface UnitEntities {
  readonly unit: MappedUnit;
  readonly entities: readonly Entity[];
}

export interface ReplacedDocument {
  readonly copy: string;
  /** What takes the replacements back. */
  readonly key: ReplacementKey;
  /** How many entities were replaced, and their texts, each once. */
  readonly count: number;
  readonly texts: readonly string[];
}

/** Writes texts as a document's language does, so that they are read as they are. */
export type WriteLiterals = (insertions: readonly Insertion[]) => Promise<readonly string[]>;

/**
 * A copy of a document in which its entities are replaced. Everything else is as it was, but for the lines under titles
 * and the space in tables. Of overlapping entities the first counts, or the longest of those that begin together, and
 * of the others what is left over. Code, mathematics and what else isn't prose is left alone.
 */
export async function replaceEntities(
  document: string,
  units: readonly UnitEntities[],
  way: ReplacementWay,
  literals: WriteLiterals,
): Promise<ReplacedDocument> {
  const { edits, names, count, texts } = planned(document, units, way);
  const written = await literals([
    ...edits.map(({ text, start, end }) => ({ text, before: document.charAt(start - 1), after: document.charAt(end) })),
    ...names.map(({ source }) => ({ text: source, before: ' ', after: ' ' })),
  ]);
  const literal = edits.map((edit, i) => ({ ...edit, text: written[i]! }));
  const { copy, places } = applied(document, fitLayout(document, literal));
  const key: ReplacementKey = {
    ...{ format: 'deberta-replacements', version: 1, way },
    ...{ original: hashOf(document), copy: hashOf(copy) },
    names: names.map(({ isSource, ...name }, i) => (isSource ? name : { ...name, source: written[edits.length + i]! })),
    places,
  };
  return { copy, key, count, texts };
}

/** A name, and whether its source is as it stands in the document, or has yet to be written as its language does. */
interface PlannedName extends ReplacedName {
  readonly isSource: boolean;
}

function planned(document: string, units: readonly UnitEntities[], way: ReplacementWay) {
  const replacements = new Replacements(way, document);
  const edits: LayoutEdit[] = [];
  const names = new Map<string, PlannedName>();
  const texts = new Set<string>();
  let count = 0;
  for (const { unit, entities } of units)
    for (const { label, ...range } of withoutOverlaps(unit.text, entities)) {
      const text = unit.text.slice(range.start, range.end);
      const replacement = replacements.of(label, text);
      const own = replacementEdits(document, unit, range, replacement);
      if (own.length === 0) continue;
      count++;
      texts.add(text);
      const layout = { isHeading: unit.isHeading === true, inTable: unit.inTable === true };
      edits.push(...own.map((edit) => ({ ...edit, ...layout })));
      const [{ start, end }] = own as [ProseEdit];
      const source = document.slice(start, end);
      const isSource = own.length === 1 && entityKey(source) === entityKey(text);
      if (way !== 'blanks' && !names.has(replacement))
        names.set(replacement, { replacement, label, text, source: isSource ? inOneLine(source) : text, isSource });
    }
  return { edits: disjoint(edits), names: [...names.values()], count, texts: [...texts] };
}

/** A name may be put back where no line can end, such as in a title. */
function inOneLine(source: string): string {
  return source.replace(/\s*[\r\n]\s*/g, ' ');
}

/** Entities in order, cut where the one before them ends, and without white space at their ends. */
function withoutOverlaps(text: string, entities: readonly Entity[]): Entity[] {
  let last = 0;
  const kept: Entity[] = [];
  for (const entity of [...entities].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const range = withoutSpace(text, { start: Math.max(last, entity.start), end: Math.max(last, entity.end) });
    if (range.start < range.end) kept.push({ ...entity, ...range });
    last = Math.max(last, entity.end);
  }
  return kept;
}

/** Edits in the order of the document: units may stand within each other. What several stand for is changed once. */
function disjoint(edits: readonly LayoutEdit[]): LayoutEdit[] {
  let last = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter(({ start, end }) => {
      const isApart = start >= last;
      if (isApart) last = end;
      return isApart;
    });
}

function applied(document: string, edits: readonly ProseEdit[]): { copy: string; places: ReplacedPlace[] } {
  const parts: string[] = [];
  const places: ReplacedPlace[] = [];
  let [at, length] = [0, 0];
  for (const { start, end, text } of edits) {
    parts.push(document.slice(at, start), text);
    length += start - at;
    places.push({ start: length, end: length + text.length, text: document.slice(start, end) });
    length += text.length;
    at = end;
  }
  return { copy: parts.join('') + document.slice(at), places };
}
