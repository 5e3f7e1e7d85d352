import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { plain, sentences } from '../../../base/plainText';
import { FileRefused, wholeFile } from '../../../base/wholeFile';
import { messageOf, RequestError } from '../../../protocol/errors';
import { longestText } from '../../../protocol/text';

/** A file of a task, unpacked. */
export interface TaskFile {
  /** Its name without folder and extensions. */
  readonly name: string;
  readonly text: string;
}

const extensions = /\.(txt|jsonl|json|tokens)(\.gz|\.xz)?$/;
/** Of a file as it is and unpacked, and of a folder's files together, in bytes; a string of 536 million characters is the longest that Node.js has. */
const mostBytes = 500_000_000;
const mostLines = 10_000_000;

/** The task's files: the one at `location`, or all text and JSON files of that folder, in the order of their names. @throws RequestError */
export async function readTaskFiles(location: string): Promise<TaskFile[]> {
  try {
    const isFolder = (await stat(location)).isDirectory();
    const names = isFolder ? (await readdir(location)).filter((name) => extensions.test(name)).sort() : [''];
    if (names.length === 0) throw new RequestError(plain`The folder ${location} holds no .txt, .json or .jsonl file.`);
    const files: TaskFile[] = [];
    let characters = 0;
    for (const name of names) {
      const file = await readTaskFile(path.join(location, name));
      characters += file.text.length;
      if (characters > mostBytes)
        throw new FileRefused(plain`"${location}" holds files of more than ${mostBytes / 1e6} MB.`);
      files.push(file);
    }
    return files;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (error instanceof FileRefused)
      throw new RequestError(sentences(error.message, plain`Name a text file; split a large one.`));
    throw new RequestError(plain`${location} cannot be read: ${messageOf(error)}`);
  }
}

async function readTaskFile(file: string): Promise<TaskFile> {
  const bytes = await unpacked(file);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { name: path.basename(file).replace(extensions, ''), text };
  } catch {
    throw new RequestError(plain`${file} is not UTF-8 text.`);
  }
}

async function unpacked(file: string): Promise<Uint8Array> {
  if (file.endsWith('.xz'))
    throw new RequestError(plain`${file} is packed with xz. Unpack it (xz -dk), or pack it with gzip.`);
  const bytes = await wholeFile(file, mostBytes);
  if (!file.endsWith('.gz')) return bytes;
  return promisify(gunzip)(bytes, { maxOutputLength: mostBytes }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ERR_BUFFER_TOO_LARGE'
      ? new FileRefused(plain`${file} is larger than ${mostBytes / 1e6} MB when it is unpacked.`)
      : error;
  });
}

/** Lines that are not blank and that `counts` lets through, at most `limit`, spread evenly. @throws RequestError when there is none */
export function takeLines(file: TaskFile, limit: number, counts: (line: string) => boolean = () => true): string[] {
  const lines: string[] = [];
  for (const [line] of file.text.matchAll(/[^\n]+/g)) {
    if (line.trim() === '') continue;
    if (line.length > longestText)
      throw wrongFormat(file, `it has a line of more than ${longestText.toLocaleString('en')} characters`);
    if (lines.length === mostLines) throw wrongFormat(file, `it has more than ${mostLines.toLocaleString('en')} lines`);
    if (counts(line)) lines.push(line.replace(/\r$/, ''));
  }
  if (lines.length === 0) throw wrongFormat(file, 'it has no line to measure with');
  return spread(lines, limit);
}

/** At most `limit` items, spread evenly over all of them, in their order: the same ones every time. */
export function spread<Item>(items: readonly Item[], limit: number): Item[] {
  const step = Math.max(1, items.length / limit);
  return Array.from({ length: Math.min(limit, items.length) }, (_, i) => items[Math.floor(i * step)]!);
}

/** A field of a JSON line. @throws RequestError when the line is no JSON object */
export function fieldOf(file: TaskFile, index: number, line: string, name: string): unknown {
  const value = parseJson(file, line, index);
  if (typeof value !== 'object' || value === null) throw wrongFormat(file, `line ${index + 1} is no JSON object`);
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** @throws RequestError with the number of the line, if one is given */
export function parseJson(file: TaskFile, text: string, index?: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw wrongFormat(file, index === undefined ? 'it is no JSON' : `line ${index + 1} is no JSON`);
  }
}

/** The error for a file that is not in its task's format. */
export function wrongFormat({ name }: TaskFile, reason: string): RequestError {
  return new RequestError(
    plain`“${name}” is not in the format of this task: ${reason}. Formats: README, "evaluate-lm".`,
  );
}
