import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, mkdir, chmod, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plain, type PlainText } from './plainText';

/** Why a file is not read: what it is, in a sentence. What to do is for whoever knows what the file is for. */
export class FileRefused extends Error {
  declare readonly message: PlainText;

  constructor(message: PlainText) {
    super(message);
  }
}

/** What a program inherits: standard input, or a shell's `<(…)`. These pipes have a writer; others may block. */
const inherited = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** @throws FileRefused for a pipe or device that was not inherited; the system's error when there is no such file */
export async function requireReadable(file: string): Promise<void> {
  const found = await stat(file);
  if (found.isFile() || found.isDirectory() || inherited.test(file)) return;
  throw new FileRefused(plain`"${file}" is a pipe or a device, not a file.`);
}

/**
 * All bytes of a file, at most `maxBytes`; no more are ever in memory, whatever size the file claims.
 * @throws FileRefused when it is larger or no file; the system's error when it cannot be read
 */
export async function wholeFile(file: string, maxBytes: number): Promise<Buffer> {
  await requireReadable(file);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file, { end: maxBytes }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size > maxBytes) throw new FileRefused(plain`"${file}" is larger than ${Math.round(maxBytes / 1e6)} MB.`);
  return Buffer.concat(chunks);
}

/** The encoding that a file's byte order mark names, otherwise UTF-8. Two bytes are enough. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** A file's text, without a byte order mark, or with it where offsets in the file as it is are wanted. */
export function decodeText(bytes: Uint8Array, keepsMark = false): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: keepsMark }).decode(bytes);
}

/** A text in an encoding, as bytes. */
export function encodeText(text: string, encoding: ReturnType<typeof encodingOf>): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

/** A text and the encoding that makes its bytes of it again; undefined for bytes that are no text. */
export function exactText(bytes: Uint8Array) {
  const encoding = encodingOf(bytes);
  const text = decodeText(bytes, true);
  return encodeText(text, encoding).equals(bytes) ? { text, encoding } : undefined;
}

/**
 * Makes a folder, and those that it lies in, where they are missing. Node's own way of doing so never ends in a file
 * system that takes no folders, such as /proc, and says of a disk that cannot be written that the folder is not there.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const parent = path.dirname(folder);
    if (await isFolder(parent)) {
      const facts = { code: 'EROFS', syscall: 'mkdir', path: folder };
      throw Object.assign(new Error(`EROFS: no folder can be made there, mkdir '${folder}'`, { cause: error }), facts);
    }
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Writes a file whole or not at all, even if the program or the machine stops meanwhile, and keeps its permissions if
 * none are given. The bytes go to a new file beside it first, under a name that nobody can have put a link at.
 */
export async function writeAtomically(file: string, contents: string | Uint8Array, mode?: number): Promise<void> {
  const temporary = `${file}.${randomUUID()}.${process.pid}.incomplete`;
  const found = await stat(file).catch(() => undefined);
  try {
    await writeFile(temporary, contents, { flag: 'wx', flush: true, mode });
    if (found !== undefined && mode === undefined) await chmod(temporary, found.mode & 0o777);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
