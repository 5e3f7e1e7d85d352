/** A property of parsed JSON; undefined if the value isn't an object or doesn't have this key itself. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** Keys and values of a JSON object; empty for anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The `type` of a step or model; empty when it has none. */
export function typeOf(step: unknown): string {
  const type = property(step, 'type');
  return typeof type === 'string' ? type : '';
}
