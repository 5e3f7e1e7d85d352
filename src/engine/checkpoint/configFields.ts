import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import type { JsonObject } from './boundedJson';

/** Sizes beyond this are a damaged or hostile configuration: no DeBERTa comes near. */
const maxInteger = 1_000_000;

/** Typed access to configuration keys. Absent and null keys give the default; wrong values throw a CheckpointError. */
export class ConfigFields {
  constructor(
    private readonly json: JsonObject,
    /** Path, for errors. */
    readonly file: string,
  ) {}

  /** The raw value; undefined when absent or null. */
  raw(key: string): unknown {
    return Object.hasOwn(this.json, key) ? (this.json[key] ?? undefined) : undefined;
  }

  /** A whole number from `min` to 1,000,000. */
  integer(key: string, fallback: number, min = 1): number {
    const value = this.raw(key) ?? fallback;
    const inRange = Number.isInteger(value) && (value as number) >= min && (value as number) <= maxInteger;
    if (!inRange) throw this.fault(key, `a whole number from ${min} to ${maxInteger}`);
    return value as number;
  }

  /** True or false, which Python also writes as 1 and 0. */
  boolean(key: string, fallback: boolean): boolean {
    const value = this.raw(key) ?? fallback;
    if (value === 0 || value === 1) return value === 1;
    if (typeof value !== 'boolean') throw this.fault(key, 'true or false');
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.raw(key) ?? fallback;
    if (typeof value !== 'string') throw this.fault(key, 'a text');
    return value;
  }

  /** One of the known values. @throws what `refuse` makes of another one, or a fault that lists the known ones */
  oneOf<T extends string>(
    key: string,
    known: readonly T[],
    fallback: T,
    refuse?: (key: string, value: unknown) => CheckpointError,
  ): T {
    const value = this.raw(key) ?? fallback;
    const found = known.find((one) => one === value);
    if (found === undefined) throw refuse?.(key, value) ?? this.fault(key, `one of ${known.join(', ')}`);
    return found;
  }

  /** A number above 0 and at most 1. */
  fraction(key: string, fallback: number): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value !== 'number' || !(value > 0 && value <= 1)) throw this.fault(key, 'a number above 0, at most 1');
    return value;
  }

  /** Parts of a text such as "c2p|p2c", or the texts of a list, in lower case. */
  list(key: string, fallback: string): readonly string[] {
    const value = this.raw(key) ?? fallback;
    const parts: unknown = typeof value === 'string' ? value.split('|') : value;
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) {
      throw this.fault(key, 'a list of texts');
    }
    return parts.map((part) => part.trim().toLowerCase()).filter((part) => part !== '');
  }

  /** The error for a value that is not what it has to be. */
  fault(key: string, expected: string): CheckpointError {
    const value = this.json[key];
    const isNotFinite = typeof value === 'number' && !Number.isFinite(value);
    const found = isNotFinite ? 'NaN or infinite' : (JSON.stringify(value)?.slice(0, 100) ?? 'missing');
    return new CheckpointError(
      plain`"${key}" in "${this.file}" is ${found}, but has to be ${expected}. Get the file again, or correct it.`,
    );
  }
}
