import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exactText, FileRefused, wholeFile, writeAtomically, type encodingOf } from '../base/files';
import { plain, sentences } from '../base/plainText';
import { languageOfFile } from '../prose/fileLanguages';
import { RequestError } from '../protocol/errors';
import { maxDocumentBytes } from '../protocol/text';
import { option, text, type Arguments, type OptionHelps } from './arguments';
import type { DocumentFile } from './documentFile';
import { UsageError } from './usage';

/** Where a command writes, and whether a file there may go. */
export const outOptions: OptionHelps = {
  out: ['FILE', 'file to write'],
  replace: 'replaces files that exist',
};

/** A document that can be written back byte for byte. */
export interface ExactDocument extends DocumentFile {
  readonly encoding: ReturnType<typeof encodingOf>;
}

/**
 * The one file of `files`, whose bytes follow from its text. @throws UsageError when no file or more than one is named
 * @throws RequestError when it cannot be read, or is no text
 */
export async function exactDocument(given: Arguments, files: readonly string[]): Promise<ExactDocument> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new UsageError(plain`${given.command} needs one file.`);
  const bytes = await wholeFile(file, maxDocumentBytes).catch((error: unknown) => {
    throw error instanceof FileRefused ? new RequestError(sentences(error.message, plain`Name a text file.`)) : error;
  });
  const exact = exactText(bytes);
  if (exact === undefined) throw new RequestError(plain`"${file}" is not text in UTF-8 or UTF-16. Save it as UTF-8.`);
  return {
    file,
    content: exact.text,
    encoding: exact.encoding,
    language: option(given, 'language') ?? languageOfFile(file),
  };
}

/**
 * Whether files can be written, before much is done for them. @throws UsageError when they are one file
 * @throws RequestError for one that exists
 */
export async function freePlaces(given: Arguments, names: readonly ('out' | 'key')[]): Promise<void> {
  const files = names.map((name) => text(given, name));
  if (new Set(files.map((file) => path.resolve(file))).size < files.length)
    throw new UsageError(plain`${names.map((name) => `--${name}`).join(' and ')} need different files.`);
  for (const file of files)
    if (given.values.replace !== true && (await stat(file).catch(() => undefined)) !== undefined)
      throw new RequestError(plain`"${file}" already exists. Choose another place, or replace it with --replace.`);
}

/** Writes a file, in the place of another only if --replace says so. @throws the system's error */
export async function writeOut(given: Arguments, name: 'out' | 'key', contents: Uint8Array | string): Promise<void> {
  const file = text(given, name);
  const mode = name === 'key' ? 0o600 : undefined;
  if (given.values.replace === true) await writeAtomically(file, contents, mode);
  else await writeFile(file, contents, { flag: 'wx', flush: true, mode });
}
