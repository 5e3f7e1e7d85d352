import { plain } from '../../../base/plainText';

/** Maximum number of pairs of labels in a warning. */
const maxNotified = 10;
/** No label that is longer is looked at. */
const maxLabelLength = 80;
/** Labels that differ by one letter in the same place: more than these are a naming scheme, not slips. */
const maxSimilar = 10;

/** Labels that differ by case or a plural's s, or by one slip where one of both is rare. */
export function misspelled(counts: ReadonlyMap<string, number>): string[] {
  const pairs = nearLabels([...counts.keys()]).flatMap(([label, other]) => {
    const [fewer, more] = [label, other].sort((a, b) => counts.get(a)! - counts.get(b)!) as [string, string];
    const isRare = counts.get(more)! >= 4 * counts.get(fewer)!;
    if (plainForm(label) !== plainForm(other) && !(isRare && isOneEditApart(label.toLowerCase(), other.toLowerCase())))
      return [];
    return [plain`“${fewer}” (${counts.get(fewer)!}) looks like “${more}” (${counts.get(more)!}) misspelled.`];
  });
  const rest = pairs.length - maxNotified;
  return [...pairs.slice(0, maxNotified), ...(rest > 0 ? [`${rest} more labels look misspelled.`] : [])];
}

/** Pairs of labels that are at most one edit apart, or the same with one letter of each left out. */
function nearLabels(labels: readonly string[]): (readonly [string, string])[] {
  const byRest = new Map<string, string[]>();
  const found = new Map<string, readonly [string, string]>();
  for (const label of labels) {
    if (label.length > maxLabelLength || /\d/.test(label)) continue;
    const form = label.toLowerCase();
    const rests = new Set([form, ...form.split('').map((_, at) => form.slice(0, at) + form.slice(at + 1))]);
    for (const rest of rests) {
      const others = byRest.get(rest) ?? [];
      for (const other of others) found.set(JSON.stringify([other, label]), [other, label]);
      if (others.length < maxSimilar) byRest.set(rest, [...others, label]);
    }
  }
  return [...found.values()];
}

/** A label without case and the s of a plural. */
function plainForm(label: string): string {
  return label.toLowerCase().replace(/(?<=[^s]{3})s$/, '');
}

/**
 * Whether one letter added, removed or changed, or two neighbors exchanged, makes `a` into `b`. Short words differ by a
 * letter and are both right (bad, sad), so that a changed letter counts from four letters on, the others from three.
 */
function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || short.length < 3) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  const exchanged = short.slice(0, at) + (short[at + 1] ?? '') + (short[at] ?? '') + short.slice(at + 2);
  return exchanged === long || (short.length > 3 && short.slice(at + 1) === long.slice(at + 1));
}
