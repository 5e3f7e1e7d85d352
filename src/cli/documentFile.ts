import { readFile } from 'node:fs/promises';
import { plain } from '../base/plainText';
import { languageOfFile } from '../prose/fileLanguages';
import { RequestError } from '../protocol/errors';
import { option, type Arguments } from './arguments';
import { UsageError } from './usage';

/** A document that a command works on. Offsets into `content` count UTF-16 units, as the editor's do. */
export interface DocumentFile {
  readonly file: string;
  readonly content: string;
  /** VS Code's language id. */
  readonly language: string;
}

/**
 * The one file of `files`, read as UTF-8; its language is that of `--language`, else told by its name.
 * @throws UsageError when no file or more than one is named
 * @throws RequestError when it cannot be read
 */
export async function documentIn(given: Arguments, files = given.texts): Promise<DocumentFile> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new UsageError(plain`${given.command} needs one file.`);
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RequestError(plain`${file} cannot be read (${error.code ?? error.message}). Name a text file.`);
  });
  return { file, content, language: option(given, 'language') ?? languageOfFile(file) };
}
