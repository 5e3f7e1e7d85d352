import { documentUnits, type MappedUnit } from '../../../../src/prose/documentUnits';
import type { Insertion } from '../../../../src/prose/proseLanguage';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { proseLanguage } from '../../../../src/prose/proseLanguages';
import { withAddresses } from '../../../../src/prose/withAddresses';
import { replaceEntities } from '../../../../src/features/entities/core/replaceEntities';
import type { ReplacementWay } from '../../../../src/features/entities/core/replacements';
import type { Entity } from '../../../../src/protocol/entities';
import { readProse } from '../../../prose/readProse';

/** The paragraphs of a document, as entities are looked for in them. */
export async function paragraphsOf(document: string, language: string): Promise<MappedUnit[]> {
  const units: MappedUnit[] = [];
  for await (const unit of documentUnits(await readProse(document, language), 'paragraph'))
    units.push(withAddresses(unit));
  return units;
}

/** Writes texts as a language does. */
export async function literalsIn(language: string) {
  const document = new ProseDocument(await proseLanguage(language), '');
  return (insertions: readonly Insertion[]) => Promise.resolve(document.literals(insertions));
}

/** Replaces what stands in a document's prose, label by text, wherever it does. */
export async function replaced(
  document: string,
  language: string,
  labels: Readonly<Record<string, string>>,
  way: ReplacementWay = 'tags',
) {
  const units = (await paragraphsOf(document, language)).map((unit) => ({ unit, entities: named(unit.text, labels) }));
  return replaceEntities(document, units, way, await literalsIn(language));
}

function named(text: string, labels: Readonly<Record<string, string>>): Entity[] {
  return Object.entries(labels).flatMap(([name, label]) =>
    Array.from(text.matchAll(new RegExp(name, 'gi')), ({ 0: found, index: start }) => {
      return { label, start, end: start + found.length, score: 0.9 };
    }),
  );
}
