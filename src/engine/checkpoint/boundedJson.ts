import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { RandomAccessFile } from './randomAccessFile';

/** A configuration or an index of shards stays far below this, in bytes. */
const maxJsonBytes = 1 << 24;

/** Checkpoint files nest three levels deep; configurations with extra sections a few more. */
const maxDepth = 32;

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON file's object.
 * @throws CheckpointError when the file is missing, too large, not JSON, or not an object
 */
export async function readJsonObject(path: string): Promise<JsonObject> {
  const file = await RandomAccessFile.open(path);
  try {
    if (file.size > maxJsonBytes) {
      throw new CheckpointError(
        plain`"${path}" has ${file.size} bytes, too many for a description of a model. Get the file again.`,
      );
    }
    return parseJsonObject(await file.read(0, file.size), path);
  } finally {
    await file.close();
  }
}

/** Strings, and Python's words for numbers that JSON lacks. Linear, since an unclosed string matches too. */
const stringOrNotFinite = /"(?:[^"\\]+|\\[^])*"?|NaN|Infinity/g;

/**
 * Parses the UTF-8 text of a JSON object. Python's NaN and Infinity are read as Infinity: where a number is asked for,
 * it has to be finite. Nesting is bounded before parsing, so hostile text cannot exhaust memory. With `uniqueKeys`, a
 * key that occurs twice in one object is an error; `JSON.parse` alone would keep the last.
 * @throws CheckpointError naming `path`
 */
export function parseJsonObject(bytes: Uint8Array, path: string, uniqueKeys = false): JsonObject {
  refusePointer(bytes, path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    scan(text, path, uniqueKeys);
    const value: unknown = JSON.parse(withoutWords(text));
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(plain`"${path}" is not valid JSON${foreignContent(bytes)}. Get the file again.`, {
      cause: error,
    });
  }
  throw new CheckpointError(plain`"${path}" does not hold a JSON object. Get the file again.`);
}

/** The text with a number past the largest in the place of each word for one that is not finite. */
function withoutWords(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replace(stringOrNotFinite, (found) => (found.startsWith('"') ? found : '1e999'));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Walks over strings and brackets only; `JSON.parse` reports anything else that is wrong with the text. */
function scan(text: string, path: string, uniqueKeys: boolean): void {
  const scopes: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{' || character === '[') {
      scopes.push(uniqueKeys && character === '{' ? new Set() : undefined);
      if (scopes.length > maxDepth) {
        throw new CheckpointError(plain`"${path}" nests deeper than any model's description. Get the file again.`);
      }
    } else if (character === '}' || character === ']') {
      scopes.pop();
    } else if (character === '"') {
      const end = endOfString(text, i);
      const keys = scopes.at(-1);
      if (keys !== undefined && isKey(text, end)) addKey(keys, text.slice(i, end), path);
      i = end - 1;
    }
  }
}

/** One past the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return Math.min(i + 1, text.length);
}

function isKey(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && ' \t\r\n'.includes(text.charAt(i))) i++;
  return text[i] === ':';
}

function addKey(keys: Set<string>, quoted: string, path: string): void {
  const key = JSON.parse(quoted) as string;
  if (keys.has(key)) {
    throw new CheckpointError(plain`"${path}" names "${key.slice(0, 200)}" twice. Get the file again.`);
  }
  keys.add(key);
}

/** What often lies where a model's file should be, by its first characters. */
const kinds: readonly (readonly [start: RegExp, what: string])[] = [
  [/^\s*</, ' but a web page'],
  [/^$/, ' but empty'],
];

/** A clause for an error message on what a file holds instead, e.g. " but a web page"; empty if it isn't recognized. */
export function foreignContent(start: Uint8Array): string {
  const text = beginning(start);
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? '';
}

/** @throws CheckpointError for the short text that a clone without Git LFS has in place of a file */
export function refusePointer(start: Uint8Array, file: string): void {
  if (!beginning(start).startsWith('version https://git-lfs')) return;
  throw new CheckpointError(
    plain`"${file}" is a Git LFS pointer, which only stands for the file. Run "git lfs pull" in its folder, or download the file from the model's page.`,
  );
}

function beginning(start: Uint8Array): string {
  return String.fromCharCode(...start.subarray(0, 64));
}
