import { open, rename } from 'node:fs/promises';
import { Cancelled } from '../protocol/errors';
import { ContentHash } from './store/contentHash';

const chunkBytes = 1 << 20;

/**
 * Copies a file under `<target>.incomplete` and renames it at the end; it is hashed as it goes.
 * @throws Cancelled, and the system's errors
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
      const buffer = Buffer.allocUnsafe(chunkBytes);
      let size = 0;
      for (;;) {
        if (signal?.aborted === true) throw new Cancelled();
        const { bytesRead } = await from.read(buffer, 0, chunkBytes, size);
        if (bytesRead === 0) break;
        const bytes = buffer.subarray(0, bytesRead);
        await to.writeFile(bytes);
        hash.update(bytes);
        size += bytesRead;
        onBytes(bytesRead);
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
