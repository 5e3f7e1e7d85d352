import { open } from 'node:fs/promises';
import { readJsonObject } from './store/jsonFile';

/** Pointers are a few lines. */
const maxPointerBytes = 1024;

/** Whether Git LFS left its pointer in a file's place: the file itself was never fetched or uploaded. */
export async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    if ((await handle.stat()).size > maxPointerBytes) return false;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).toString('latin1').startsWith('version https://git-lfs');
  } finally {
    await handle.close();
  }
}

/** A part that an index of weights names and that is not among `names`; undefined when all are, or the file is no index. */
export async function missingPart(index: string, names: readonly string[]): Promise<string | undefined> {
  const map = index.endsWith('.index.json') ? (await readJsonObject(index))?.['weight_map'] : undefined;
  const parts: unknown[] = typeof map === 'object' && map !== null ? Object.values(map) : [];
  return parts.find((part): part is string => typeof part === 'string' && !names.includes(part))?.slice(0, 200);
}
