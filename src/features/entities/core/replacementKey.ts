import { createHash } from 'node:crypto';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { TextRange } from '../../../protocol/text';
import { replacementWays, type ReplacementWay } from './replacements';

/** A place of the copy, and what stood there in the document. */
export interface ReplacedPlace extends TextRange {
  readonly text: string;
}

/** What one replacement stands for wherever it is. */
export interface ReplacedName {
  readonly replacement: string;
  readonly label: string;
  readonly text: string;
  /** The text with the document's markup. */
  readonly source: string;
}

/** What takes the replacements of a copy back. It has all that was taken out: whoever has it has the document. */
export interface ReplacementKey {
  readonly format: 'deberta-replacements';
  readonly version: 1;
  readonly way: ReplacementWay;
  /** Hashes of the document and the copy. */
  readonly original: string;
  readonly copy: string;
  readonly names: readonly ReplacedName[];
  /** In order. */
  readonly places: readonly ReplacedPlace[];
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws RequestError for what isn't such a key, or one of a newer version */
export function parseKey(json: string): ReplacementKey {
  const key = parsed(json);
  if (!isRecord(key) || key['format'] !== 'deberta-replacements')
    throw new RequestError(plain`This is no key of replaced entities. Choose the key that was kept with the copy.`);
  if (key['version'] !== 1)
    throw new RequestError(plain`The key has a version that is not known here. Update DeBERTa.`);
  if (!isKey(key)) throw new RequestError(plain`The key is damaged. Use the file as it was saved.`);
  return key;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKey(key: Record<string, unknown>): key is Record<string, unknown> & ReplacementKey {
  const { way, original, copy, names, places } = key;
  const areStrings = (one: unknown, fields: readonly string[]) =>
    isRecord(one) && fields.every((field) => typeof one[field] === 'string');
  let last = 0;
  const isPlace = (place: unknown) => {
    if (!isRecord(place) || typeof place['text'] !== 'string') return false;
    const { start, end } = place as { start: unknown; end: unknown };
    const isBehind =
      Number.isSafeInteger(start) && Number.isSafeInteger(end) && last <= Number(start) && Number(start) <= Number(end);
    last = Number(end);
    return isBehind;
  };
  return (
    replacementWays.some((one) => one === way) &&
    typeof original === 'string' &&
    typeof copy === 'string' &&
    Array.isArray(names) &&
    names.every(
      (name) =>
        areStrings(name, ['replacement', 'label', 'text', 'source']) &&
        (name as ReplacedName).replacement.trim() !== '',
    ) &&
    Array.isArray(places) &&
    places.every(isPlace)
  );
}
