/** An entity among the words of a text: those from `start` up to, not including, `end`. */
export interface WordEntity {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** The tag of a word that belongs to no entity. */
export const outside = 'O';

/** The label of entities whose tags are bare letters, such as B and I. */
export const unnamedLabel = 'ENTITY';

/** The letters of BIOES, and those of BILOU as the same. */
const letters: Readonly<Record<string, string>> = { B: 'B', I: 'I', E: 'E', S: 'S', L: 'E', U: 'S' };

/**
 * Whether tags have a letter before their label (BIO, BIOES, BILOU, IO), or are labels by themselves; undefined where
 * both occur.
 */
export function tagStyle(tags: Iterable<string>): 'lettered' | 'plain' | undefined {
  const named = [...tags].filter((tag) => tag !== outside);
  const isLettered = (tag: string) => /^[BIESLU](?:-.|$)/s.test(tag);
  if (named.every(isLettered)) return 'lettered';
  return named.some((tag) => /^[BI]-./s.test(tag)) ? undefined : 'plain';
}

/** A tag as BIOES writes it: `O`, or letter, hyphen and label. Plain tags become I: several in a row are one entity. */
export function canonicalTag(tag: string, style: 'lettered' | 'plain'): string {
  if (tag === outside) return outside;
  if (style === 'plain') return `I-${tag}`;
  return `${letters[tag.charAt(0)] ?? 'I'}-${tag.slice(2) || unnamedLabel}`;
}

/**
 * The entities that canonical tags mark, by the rules of conlleval and of seqeval's default mode: a tag of another
 * label begins an entity, and so does an I after O, so that every sequence has a meaning.
 */
export function entitiesOfTags(tags: readonly string[]): WordEntity[] {
  const entities: WordEntity[] = [];
  let [before, start] = [outside, 0];
  for (let word = 0; word <= tags.length; word++) {
    const now = tags[word] ?? outside;
    if (endsBetween(before, now)) entities.push({ start, end: word, label: labelOf(before) });
    if (beginsBetween(before, now)) start = word;
    before = now;
  }
  return entities;
}

function labelOf(tag: string): string {
  return tag.slice(2);
}

function endsBetween(before: string, now: string): boolean {
  if (before === outside) return false;
  return labelOf(before) !== labelOf(now) || /^[ES]/.test(before) || /^[BSO]/.test(now);
}

function beginsBetween(before: string, now: string): boolean {
  if (now === outside) return false;
  return labelOf(before) !== labelOf(now) || /^[BS]/.test(now) || /^[ESO]/.test(before);
}

/** The canonical tags of `length` words with these entities, which don't overlap; `used` are the letters that exist. */
export function tagsOfEntities(entities: readonly WordEntity[], length: number, used = 'BI'): string[] {
  const tags = Array.from({ length }, () => outside);
  for (const { start, end, label } of entities)
    for (let word = start; word < end; word++) {
      const [isFirst, isLast] = [word === start, word === end - 1];
      const fitting = [isFirst && isLast && 'S', isLast && 'E', isFirst && 'B'];
      tags[word] = `${fitting.find((letter) => letter !== false && used.includes(letter)) || 'I'}-${label}`;
    }
  return tags;
}

/** The tags of a model that learns entities with these labels, in id order: O, then B and I of each. */
export function bioTags(labels: readonly string[]): string[] {
  return [outside, ...labels.flatMap((label) => [`B-${label}`, `I-${label}`])];
}

/** The labels that canonical tags have, in the order in which they first occur. */
export function labelsOfTags(tags: readonly string[]): string[] {
  return [...new Set(tags.filter((tag) => tag !== outside).map(labelOf))];
}
