import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { CheckpointError, TokenizerError } from '../../protocol/errors';
import { parseJsonObject, refusePointer, type JsonObject } from '../checkpoint/boundedJson';

/** The largest file of the family, a tokenizer.json with 250,000 entries, has 17 MB; this is twice as much. */
export const maxTokenizerBytes = 1 << 25;

/** A tokenizer's file, if there is one. @throws TokenizerError when it is too large, not a file, or unreadable */
export async function readTokenizerFile(directory: string, name: string): Promise<Buffer | undefined> {
  const file = path.join(directory, name);
  try {
    // Reading a pipe would wait for a writer, so the kind of file is looked at first.
    const found = await stat(file);
    if (!found.isFile()) throw new TokenizerError(plain`${file} is not a file. Put the checkpoint's own file there.`);
    if (found.size > maxTokenizerBytes) {
      throw new TokenizerError(
        plain`${file} has ${found.size} bytes, far more than any DeBERTa's. Put the checkpoint's own file there.`,
      );
    }
    const bytes = await readFile(file);
    refusePointer(bytes, file);
    return bytes;
  } catch (error) {
    if (error instanceof TokenizerError) throw error;
    if (error instanceof CheckpointError) throw new TokenizerError(error.message, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new TokenizerError(plain`${file} cannot be read. Check that it is a file and that you may read it.`, {
      cause: error,
    });
  }
}

/** The JSON object in a tokenizer's file, if there is one; its nesting is bounded. @throws TokenizerError */
export async function readTokenizerObject(directory: string, name: string): Promise<JsonObject | undefined> {
  const bytes = await readTokenizerFile(directory, name);
  try {
    return bytes && parseJsonObject(bytes, path.join(directory, name));
  } catch (error) {
    if (error instanceof CheckpointError) throw new TokenizerError(error.message, { cause: error });
    throw error;
  }
}
