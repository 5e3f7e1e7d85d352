import fc from 'fast-check';

/** A place in a file: some bytes from its start or end, where formats keep their tables, or a share of its length. */
type Place = { readonly start: number } | { readonly end: number } | { readonly share: number };

/** One change to the bytes of a file. */
type Damage =
  | { readonly kind: 'set'; readonly offset: Place; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly offset: Place; readonly bytes: Uint8Array }
  | { readonly kind: 'delete' | 'repeat'; readonly offset: Place; readonly length: number }
  | { readonly kind: 'cut'; readonly offset: Place };

const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ start: fc.nat(600) }),
  fc.record({ start: fc.nat(20_000) }),
  fc.record({ end: fc.nat(600) }),
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

/** Numbers that readers trip over, as they lie in files. */
const numbers = fc
  .tuple(
    fc.constantFrom(0n, 1n, -1n, 127n, 255n, 65_535n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n),
    fc.constantFrom(1, 2, 4, 8),
  )
  .map(([value, length]) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt.asIntN(64, value));
    return Uint8Array.from(bytes.subarray(0, length));
  });

/** Pieces of the formats themselves: instructions of pickles, marks of zips, JSON, protocol buffers. */
const pieces = fc
  .constantFrom('(', ')', 't', 'R', 'b', 'Q', '}', ']', 'u', 'e', '.', 'N', 'cos\nsystem\n', 'c__builtin__\neval\n')
  .map((text) => Uint8Array.from(Buffer.from(text)));
const texts = fc
  .constantFrom('{', '}', '[', '"', ':', ',', '\\', '\0', 'null', '1e999', '-1', '../', 'PK\x01\x02', '\xff\xfe', '\n')
  .map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));

const bytes = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 8 }), numbers, pieces, texts);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('set' as const), offset: place, bytes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert' as const), offset: place, bytes }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete' as const, 'repeat' as const),
      offset: place,
      length: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), offset: place }) },
);

/** A few changes to a file; `spoil` makes them. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(damage, { minLength: 1, maxLength: 3 });

export function spoil(whole: Uint8Array, all: readonly Damage[]): Uint8Array {
  return all.reduce((file: Uint8Array, one) => change(file, one), whole);
}

function change(file: Uint8Array, one: Damage): Uint8Array {
  const position = positionOf(one.offset, file.length);
  const [before, after] = [file.subarray(0, position), file.subarray(position)];
  switch (one.kind) {
    case 'set':
      return Buffer.concat([before, one.bytes, after.subarray(one.bytes.length)]);
    case 'insert':
      return Buffer.concat([before, one.bytes, after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(one.length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, one.length), after]);
    case 'cut':
      return before;
  }
}

function positionOf(offset: Place, length: number): number {
  if ('start' in offset) return Math.min(offset.start, length);
  return 'end' in offset ? Math.max(0, length - offset.end) : Math.floor(offset.share * length);
}

/** A JSON value that may be anything, and often is what a file's reader does not expect. */
const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 0.5, 3, 4e9, 2 ** 53, 1e300, '', '__proto__', '[MASK]', [], {}, [[]]),
  fc.constantFrom<unknown>(
    'a'.repeat(100_000),
    Array.from({ length: 5000 }, () => 1),
    '\ud800',
    '../x',
    'None',
  ),
  fc.constant(40).map((depth) => nested(depth)),
  fc.constant(20_000).map((depth) => nested(depth)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Deeper than `JSON.stringify` can go, so it is put in as text afterwards. */
class Nested {
  constructor(readonly depth: number) {}
}
const nested = (depth: number) => new Nested(depth);

/** What happens to one place of a JSON document: another value, or a key that is gone or new. */
interface JsonChange {
  readonly offset: number;
  readonly value: unknown;
  readonly kind: 'replace' | 'remove' | 'add';
  readonly key: string;
}

const jsonChange: fc.Arbitrary<JsonChange> = fc.record({
  offset: fc.nat(),
  value: anyJson,
  kind: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'add' as const),
  key: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'type', 'id', 'content'), fc.string({ maxLength: 8 })),
});

/** A few changes to a JSON document; `rewriteJson` makes them. */
export const jsonChanges: fc.Arbitrary<readonly JsonChange[]> = fc.array(jsonChange, { minLength: 1, maxLength: 3 });

export function rewriteJson(text: string, changes: readonly JsonChange[]): string {
  const root = { root: JSON.parse(text) as unknown };
  for (const { offset: position, value: given, kind, key } of changes) {
    // Later changes reach into the value, and the same one may come again.
    const value = given instanceof Nested ? given : structuredClone(given);
    const places = slots(root);
    const place = places[position % places.length];
    // Everything is removed already.
    if (place === undefined) break;
    const [owner, name] = place;
    if (kind === 'replace') owner[name] = value;
    else if (kind === 'remove') delete owner[name];
    else if (isRecord(owner[name]))
      Object.defineProperty(owner[name], key, { value, enumerable: true, configurable: true, writable: true });
  }
  return (JSON.stringify(root.root, marked) ?? '').replace(
    /"nested (\d+)"/g,
    (_, depth) => `${'['.repeat(Number(depth))}${']'.repeat(Number(depth))}`,
  );
}

function marked(_: string, value: unknown): unknown {
  return value instanceof Nested ? `nested ${value.depth}` : value;
}

/** Every place in a document that holds a value. */
function slots(value: unknown): [owner: Record<string, unknown>, name: string][] {
  if (!isRecord(value)) return [];
  return Object.keys(value).flatMap((name) => [
    [value, name] as [Record<string, unknown>, string],
    ...slots(value[name]),
  ]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Nested);
}
