import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { plain, sentences } from '../../../base/plainText';
import { FileRefused, wholeFile } from '../../../base/files';
import { messageOf, RequestError } from '../../../protocol/errors';
import type { TaskFile } from '../core/taskFile';

const extensions = /\.(txt|jsonl|json|tokens)(\.gz|\.xz)?$/;
/** Bytes of a file, packed or not, and of a folder's files together. Node's longest string has 536 million units. */
const maxBytes = 500_000_000;

/** The file at `location`, or all text and JSON files of that folder, ordered by name. @throws RequestError */
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
      if (characters > maxBytes)
        throw new FileRefused(plain`"${location}" holds files of more than ${maxBytes / 1e6} MB.`);
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
    throw new RequestError(plain`${file} is compressed with xz. Decompress it (xz -dk), or compress it with gzip.`);
  const bytes = await wholeFile(file, maxBytes);
  if (!file.endsWith('.gz')) return bytes;
  return promisify(gunzip)(bytes, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ERR_BUFFER_TOO_LARGE'
      ? new FileRefused(plain`${file} is larger than ${maxBytes / 1e6} MB when decompressed.`)
      : error;
  });
}
