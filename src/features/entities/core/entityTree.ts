import type { FileName, SkippedFile } from '../../../results/fileStore';
import { ResultList, type MoreNode } from '../../../results/resultList';
import { groupEntities, type EntityGroup, type LabelGroup } from './entityGroups';
import type { EntityStore, FoundUnit } from './entityStore';
import { placed, type EntityRow, type PlacedEntity } from './exportEntities';

/** In which order labels, entities and places are listed. */
export type EntityOrder = 'surest' | 'count';

/** An entity in a document. */
export interface EntityPlace extends PlacedEntity {
  readonly file: FileName;
  readonly unit: FoundUnit;
  /** Where it begins in the unit's text. */
  readonly at: number;
}

/** A line of the results. */
export type EntityNode =
  | { readonly kind: 'label'; readonly group: LabelGroup<EntityPlace> }
  | { readonly kind: 'entity'; readonly label: string; readonly group: EntityGroup<EntityPlace> }
  | { readonly kind: 'place'; readonly place: EntityPlace }
  | { readonly kind: 'noMatch' }
  | MoreNode
  | { readonly kind: 'skipped'; readonly files: readonly SkippedFile[] }
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

/** The entities as a tree: labels → entities → places. Those that are ignored are left out. */
export class EntityTree extends ResultList<EntityOrder, EntityNode> {
  constructor(
    private readonly store: EntityStore,
    private readonly isIgnored: (uri: string, text: string) => boolean,
  ) {
    super('surest');
  }

  /** How many places the filter lets through. */
  get shown(): number {
    return this.#places().length;
  }

  /** The children of a node, or the top of the tree. */
  children(node?: EntityNode): EntityNode[] {
    switch (node?.kind) {
      case undefined:
        return this.#top();
      case 'label':
        return this.listed<EntityNode>(
          this.#sorted(node.group.entities, ({ places }) => places.length).map((group) => {
            return { kind: 'entity', label: node.group.label, group };
          }),
          `label:${node.group.label}`,
        );
      case 'entity':
        return this.listed<EntityNode>(
          node.group.places.map((place) => ({ kind: 'place', place })),
          `entity:${node.label}:${node.group.text}`,
        );
      case 'skipped':
        return this.listed<EntityNode>(
          node.files.map((file) => ({ kind: 'skippedFile', file })),
          'skipped',
        );
      case 'place':
      case 'noMatch':
      case 'more':
      case 'skippedFile':
        return [];
    }
  }

  /** The entities of a document that are shown whatever the filter. */
  placesIn(uri: string): EntityPlace[] {
    const file = this.store.file(uri);
    return file === undefined ? [] : file.texts.flatMap((unit) => this.#placesOf(file, unit));
  }

  /** The units with the entities that the filter lets through, in order, for an export. */
  *rows(): Generator<EntityRow> {
    for (const file of this.store.files)
      for (const unit of file.texts) {
        const places = placed(unit);
        const entities = unit.entities.filter((_, i) => this.#passes(file, places[i]!));
        yield { file: file.name, unit: { ...unit, entities } };
      }
  }

  #top(): EntityNode[] {
    const { skipped } = this.store;
    const rest: EntityNode[] = skipped.length > 0 ? [{ kind: 'skipped', files: skipped }] : [];
    const groups = this.#sorted(groupEntities(this.#places()), ({ count }) => count);
    const nothing: EntityNode[] = groups.length === 0 && this.isFiltered ? [{ kind: 'noMatch' }] : [];
    return [...nothing, ...groups.map((group) => ({ kind: 'label' as const, group })), ...rest];
  }

  #places(): EntityPlace[] {
    return this.store.files.flatMap((file) =>
      file.texts.flatMap((unit) => this.#placesOf(file, unit).filter((place) => this.#matches(place))),
    );
  }

  #placesOf(file: FileName, unit: FoundUnit): EntityPlace[] {
    return placed(unit)
      .map((entity, i) => ({ ...entity, file, unit, at: unit.entities[i]!.start }))
      .filter(({ text }) => !this.isIgnored(file.uri, text));
  }

  #passes({ uri }: FileName, entity: PlacedEntity): boolean {
    return !this.isIgnored(uri, entity.text) && this.#matches(entity);
  }

  #matches({ label, text }: PlacedEntity): boolean {
    return this.passesText(text) && (this.filter.label === undefined || this.filter.label === label);
  }

  /** What is given has the surest first. */
  #sorted<T>(list: readonly T[], countOf: (one: T) => number): readonly T[] {
    return this.order === 'surest' ? list : [...list].sort((a, b) => countOf(b) - countOf(a));
  }
}
