import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

/** Descriptions of models are far shorter, in bytes. */
const maxBytes = 1 << 24;

/** The object in a JSON file; undefined when there is no such file, or it holds something else. */
export async function readJsonObject(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > maxBytes) return undefined;
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file whole or not at all: also a program killed meanwhile leaves the old file or the new one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const incomplete = `${path}.incomplete`;
  try {
    await writeFile(incomplete, `${JSON.stringify(value, undefined, 2)}\n`, { flush: true });
    await rename(incomplete, path);
  } catch (error) {
    await rm(incomplete, { force: true });
    throw error;
  }
}
