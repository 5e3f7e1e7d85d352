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

/** What a tag says: its entity's label, and whether it begins or ends one. */
export interface TagMeaning {
  readonly label: string;
  readonly begins: boolean;
  readonly ends: boolean;
}

/**
 * What the tags of a model or a file mean, which takes all of them to tell. As in Transformers, `B-` and `I-` always go
 * before a label, and a label alone goes on. The others of BIOES and BILOU (`E-` and `L-` end, `S-` and `U-` are one
 * word) count where every tag has a prefix: “E-mail” is a name. Bare letters mean one kind where there is nothing else.
 */
export function meaningsOf(tags: readonly string[]): TagMeaning[] {
  const named = tags.filter((tag) => tag !== outside);
  const areBare = named.every((tag) => /^[BIESLU]$/.test(tag));
  const prefix = named.every((tag) => /^[BIESLU]-./s.test(tag)) ? /^([BIESLU])-(?=.)/s : /^([BI])-(?=.)/s;
  return tags.map((tag) => {
    const isBare = areBare && tag !== outside;
    const letter = isBare ? tag : (prefix.exec(tag)?.[1] ?? '');
    return {
      label: isBare ? unnamedLabel : tag.slice(letter === '' ? 0 : 2),
      begins: /[BSU]/.test(letter),
      ends: /[ELSU]/.test(letter),
    };
  });
}

/** Tags as BIOES writes them: `O`, or letter, hyphen and label. Labels alone become I: some in a row are one entity. */
export function canonicalTags(tags: readonly string[]): string[] {
  return meaningsOf(tags).map(({ label, begins, ends }, index) => {
    if (tags[index] === outside) return outside;
    const letter = begins ? (ends ? 'S' : 'B') : ends ? 'E' : 'I';
    return `${letter}-${label}`;
  });
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

/** The canonical tags of `length` words with these entities, which don't overlap, out of the `known` ones. */
export function tagsOfEntities(entities: readonly WordEntity[], length: number, known: ReadonlySet<string>): string[] {
  const tags = Array.from({ length }, () => outside);
  for (const { start, end, label } of entities)
    for (let word = start; word < end; word++) {
      const [isFirst, isLast] = [word === start, word === end - 1];
      const letters = [isFirst && isLast && 'S', isLast && 'E', isFirst && 'B'].filter((letter) => letter !== false);
      tags[word] = letters.map((letter) => `${letter}-${label}`).find((tag) => known.has(tag)) ?? `I-${label}`;
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
