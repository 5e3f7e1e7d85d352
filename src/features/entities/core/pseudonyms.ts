/** Kinds of entities for which there are made-up values, by what models call them; the first that fits counts. */
const kinds = {
  email: /e-?mail/,
  phone: /phone|mobile|\bfax\b/,
  givenName: /given.?name|first.?name|forename/,
  surname: /surname|last.?name|family.?name/,
  // cspell:disable-next-line
  organization: /^org\b|organi[sz]ation|company|institution|corporation/,
  place: /^(?:loc|location|place|city|town|gpe|state|country)$/,
  person: /^(?:per|person|people|name|full.?name|(?:person|patient|employee|customer).?name)$/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type PseudonymKind = keyof typeof kinds;

/** Undefined for what nobody could make up without breaking its form, such as account numbers. */
export function labelKind(label: string): PseudonymKind | undefined {
  return (Object.keys(kinds) as PseudonymKind[]).find((kind) => kinds[kind].test(label.toLowerCase()));
}

const words = (list: string) => list.split(' ');
// cspell:disable
const givenNames = words(
  'Robin Alex Sasha Kim Jordan Casey Riley Morgan Avery Quinn Rowan Taylor Jamie Skyler Emery Finley Harper Remy ' +
    'Dakota Ellis Hollis Kendall Lennon Marlow Noel Oakley Peyton Reese Sidney Tatum',
);
const surnames = words(
  'Marsh Alder Brook Calder Dale Elmwood Fenwick Garland Holt Irving Jarvis Keswick Langley Merritt Northcote Osgood ' +
    'Prescott Quill Redfern Selwood Thornbury Underhill Vance Westbrook Yardley Ashdown Birchall Colby Denholm Eastman',
);
const places = words(
  'Ashford Brightwater Cedarville Dunmere Eastbrook Fairhaven Glenrock Hartwell Ivybridge Kingsmere Lakemont Millbrook ' +
    'Norwick Oakhurst Pinecrest Queensferry Riverton Silverdale Thornhill Valemount Westhaven Yewdale',
);
// cspell:enable
const businesses = words('Cooperative Works Partners Institute Trading Systems Foundation Services');

/** The `count`-th value of a kind, from 0; undefined when there are no more. Numbers and domains belong to nobody. */
export function pseudonym(kind: PseudonymKind, count: number): string | undefined {
  switch (kind) {
    case 'person':
      return pairOf(givenNames, surnames, count)?.join(' ');
    case 'organization':
      return pairOf(places, businesses, count)?.join(' ');
    case 'email':
      return count < 900 ? `contact${count + 100}@example.org` : undefined;
    case 'phone':
      return count < 100 ? `555-01${`${count}`.padStart(2, '0')}` : undefined;
    case 'givenName':
      return givenNames[count];
    case 'surname':
      return surnames[count];
    case 'place':
      return places[count];
  }
}

/** Every pair once, each word again as late as possible. */
function pairOf(first: readonly string[], second: readonly string[], count: number): [string, string] | undefined {
  const round = Math.floor(count / first.length);
  if (round >= second.length) return undefined;
  return [first[count % first.length]!, second[(count + round) % second.length]!];
}
