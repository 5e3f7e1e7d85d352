import { createHash } from 'node:crypto';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { Canceled } from '../../protocol/errors';
import type { RemoteFile } from '../download/repository';

/** Bytes read at a time. */
const chunkBytes = 1 << 20;

/** The SHA-256 of a file, and the hash by which the Hub lists it, computed as the bytes arrive. */
export class ContentHash {
  readonly #sha256 = createHash('sha256');
  readonly #gitSha1;

  /** @param size of the whole file in bytes: Git hashes it before the content */
  constructor(
    size: number,
    private readonly algorithm: RemoteFile['hash']['algorithm'] = 'sha256',
  ) {
    this.#gitSha1 = algorithm === 'git-sha1' ? createHash('sha1').update(`blob ${size}\0`) : undefined;
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#gitSha1?.update(bytes);
  }

  /** Hexadecimal digits; `listed` is in the algorithm given. Ends the computation. */
  digest(): { readonly sha256: string; readonly listed: string } {
    const sha256 = this.#sha256.digest('hex');
    return { sha256, listed: this.algorithm === 'sha256' ? sha256 : (this.#gitSha1?.digest('hex') ?? '') };
  }
}

/** Adds the first `length` bytes of a file to `hash`. @throws Canceled */
export async function hashStart(
  file: FileHandle,
  length: number,
  hash: ContentHash,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  for await (const bytes of chunksOf(file, length, signal)) {
    hash.update(bytes);
    onBytes(bytes.length);
  }
}

/** The first `length` bytes of a file; each chunk is overwritten by the next one. */
async function* chunksOf(file: FileHandle, length: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let done = 0; done < length;) {
    if (signal?.aborted === true) throw new Canceled();
    const { bytesRead } = await file.read(buffer, 0, Math.min(chunkBytes, length - done), done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Size and hashes of a file. @throws the system's error when it cannot be read, Canceled */
export async function hashFile(
  path: string,
  algorithm?: RemoteFile['hash']['algorithm'],
  onBytes: (bytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ readonly size: number; readonly sha256: string; readonly listed: string }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const hash = new ContentHash(size, algorithm);
    await hashStart(file, size, hash, onBytes, signal);
    return { size, ...hash.digest() };
  } finally {
    await file.close();
  }
}

/**
 * Copies a file under `<target>.incomplete` and renames it at the end; it is hashed as it goes.
 * @throws Canceled, and the system's errors
 */
export async function copyChecked(
  source: string,
  target: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const incomplete = `${target}.incomplete`;
  const from = await open(source, 'r');
  try {
    const to = await open(incomplete, 'w');
    try {
      const hash = new ContentHash((await from.stat()).size);
      let size = 0;
      for await (const bytes of chunksOf(from, Infinity, signal)) {
        await to.writeFile(bytes);
        hash.update(bytes);
        size += bytes.length;
        onBytes(bytes.length);
      }
      await to.sync();
      await to.close();
      await rename(incomplete, target);
      return { size, sha256: hash.digest().sha256 };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}
