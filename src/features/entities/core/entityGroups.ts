import { maxOf } from '../../../base/extremes';

/** What is grouped: an entity at a place. */
export interface FoundEntity {
  readonly label: string;
  readonly text: string;
  readonly score: number;
}

/** An entity under a label, with all its places; the surest first. */
export interface EntityGroup<P extends FoundEntity> {
  /** As the surest of its places spells it. */
  readonly text: string;
  readonly score: number;
  readonly places: readonly P[];
}

/** A label with its entities; the surest first. */
export interface LabelGroup<P extends FoundEntity> {
  readonly label: string;
  readonly score: number;
  /** Places of all its entities. */
  readonly count: number;
  readonly entities: readonly EntityGroup<P>[];
}

/** A text as entities are compared: whatever its case and white space. */
export function entityKey(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Label → entity → places. What has the same score stays in the order in which it was found. */
export function groupEntities<P extends FoundEntity>(found: readonly P[]): LabelGroup<P>[] {
  const labels = groupedBy(found, ({ label }) => label).map(([label, places]) => ({
    label,
    score: maxOf(places.map(({ score }) => score)),
    count: places.length,
    entities: surestFirst(groupedBy(places, ({ text }) => entityKey(text)).map(([, same]) => entityGroup(same))),
  }));
  return surestFirst(labels);
}

function entityGroup<P extends FoundEntity>(same: readonly P[]): EntityGroup<P> {
  const places = surestFirst(same);
  const { text, score } = places[0]!;
  return { text, score, places };
}

function surestFirst<S extends { readonly score: number }>(list: readonly S[]): S[] {
  return [...list].sort((a, b) => b.score - a.score);
}

function groupedBy<T>(list: readonly T[], keyOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups];
}
