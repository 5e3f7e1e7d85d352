import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { plain, type PlainText } from './plainText';

/** Why a file is not read: what it is, in a sentence. What to do is for whoever knows what the file is for. */
export class FileRefused extends Error {
  declare readonly message: PlainText;

  constructor(message: PlainText) {
    super(message);
  }
}

/** What a program is started with: standard input, or a shell's `<(…)`. Such a pipe has a writer, others may wait for one for ever. */
const inherited = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** @throws FileRefused for a pipe or a device that the program was not started with; the system's error when there is no such file */
export async function requireReadable(file: string): Promise<void> {
  const found = await stat(file);
  if (found.isFile() || found.isDirectory() || inherited.test(file)) return;
  throw new FileRefused(plain`"${file}" is a pipe or a device, not a file.`);
}

/**
 * All bytes of a file, as long as it has at most `most`; no more than these are in memory, whatever the file's size is said to be.
 * @throws FileRefused when it is larger or no file; the system's error when it cannot be read
 */
export async function wholeFile(file: string, most: number): Promise<Buffer> {
  await requireReadable(file);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file, { end: most }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size > most) throw new FileRefused(plain`"${file}" is larger than ${Math.round(most / 1e6)} MB.`);
  return Buffer.concat(chunks);
}
