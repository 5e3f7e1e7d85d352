import { AlignedText, type CharacterChange } from './alignedText';

/** Unicode's normalization forms, as `String.normalize` names them. */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A base letter with more marks than any language has is cut, since putting marks in order takes quadratic time. */
const maxClusterLength = 256;

const joinsBefore = new Map<string, boolean>();

/**
 * A text in a normalization form. The forms are JavaScript's; which old character a new one stands for is as in the
 * crate unicode-normalization-alignments, on which Hugging Face's offsets rest.
 */
export function inUnicodeForm(text: AlignedText, form: UnicodeForm): AlignedText {
  // ASCII has all forms.
  if (!/[^\0-\x7f]/.test(text.text)) return text;
  const parts = text.aroundMasks();
  return AlignedText.joined(
    parts.map((part) => (part.isMask(0) ? part : part.changed(changes(part.text, form)))),
    text,
  );
}

function* changes(text: string, form: UnicodeForm): Generator<CharacterChange> {
  let cluster = '';
  for (const character of text) {
    if (cluster.length > 0 && (cluster.length >= maxClusterLength || !canJoin(character))) {
      yield* clusterChanges(cluster, form);
      cluster = '';
    }
    cluster += character;
  }
  if (cluster.length > 0) yield* clusterChanges(cluster, form);
}

/** Whether a character can compose with the one before it, or move before it: marks, Hangul's vowels and finals. */
function canJoin(character: string): boolean {
  if (character < '\u0300') return false;
  let joins = joinsBefore.get(character);
  if (joins === undefined) {
    joins = /^[\p{M}\u1160-\u11FF\uD7B0-\uD7FF]/u.test(character.normalize('NFKD'));
    joinsBefore.set(character, joins);
  }
  return joins;
}

/** Decomposes, orders and composes characters; each step passes on which old character a new one comes from. */
function clusterChanges(cluster: string, form: UnicodeForm): CharacterChange[] {
  const changed = cluster.normalize(form);
  if (changed === cluster) return [...cluster].map((character) => [character, 0]);
  const apart = form === 'NFC' || form === 'NFD' ? 'NFD' : 'NFKD';
  const parts = [...cluster].flatMap((character) =>
    [...character.normalize(apart)].map((part, i): CharacterChange => [part, i === 0 ? 0 : 1]),
  );
  const takePart = takeInOrder(parts);
  const ordered = [...cluster.normalize(apart)].map((part): CharacterChange => [part, takePart(part)]);
  if (form === apart) return ordered;
  const take = takeInOrder(ordered);
  return [...changed].map((character) => {
    const [first = 0, ...rest] = [...character.normalize(apart)].map(take);
    return [character, rest.reduce((sum, change) => sum + change - 1, first)];
  });
}

/** Gives the changes of equal characters in the order in which these stand: reordering never swaps equals. */
function takeInOrder(changes: readonly CharacterChange[]): (character: string) => number {
  const waiting = new Map<string, number[]>();
  for (const [character, change] of changes.toReversed()) {
    const others = waiting.get(character);
    if (others === undefined) waiting.set(character, [change]);
    else others.push(change);
  }
  return (character) => waiting.get(character)?.pop() ?? 0;
}
