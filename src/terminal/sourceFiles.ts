import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../base/plainText';
import { isProseFile } from '../prose/fileLanguages';
import { messageOf, RequestError } from '../protocol/errors';
import { notify } from './terminal';
import { readText } from './textFile';

/** A file with its text. */
interface SourceFile {
  readonly file: string;
  readonly content: string;
}

/**
 * Files as they are named, and the prose files of folders; not links, hidden files or packages. What cannot be read or
 * is no text is skipped with a note.
 */
export async function* sourceFiles(places: readonly string[]): AsyncGenerator<SourceFile> {
  for await (const file of filesAt(places)) {
    const content = await textOf(file).catch((error: unknown) => notify(plain`Skipped: ${messageOf(error)}`));
    if (content !== undefined) yield { file, content };
  }
}

async function textOf(file: string): Promise<string> {
  const content = await readText(file);
  if (content.includes('\0')) throw new RequestError(plain`${file} is not text.`);
  return content;
}

async function* filesAt(places: readonly string[]): AsyncGenerator<string> {
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory() === true) yield* filesIn(place);
    else if (found !== undefined) yield place;
    else throw new RequestError(plain`“${place}” does not exist. Name a file or a folder.`);
  }
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile() && isProseFile(entry.name)) yield file;
  }
}
