import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../base/plainText';
import { isProseFile } from '../prose/fileLanguages';
import { RequestError } from '../protocol/errors';

/** Files as they are named, and the prose files of folders; not links, hidden files or packages. */
export async function* sourceFiles(places: readonly string[]): AsyncGenerator<string> {
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
