import { wholeFile, writeAtomically } from '../../base/files';

/** Descriptions of models are far shorter, in bytes. */
const maxBytes = 1 << 24;

/** The object in a JSON file; undefined when there is no such file, or it holds something else. */
export async function readJsonObject(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = JSON.parse((await wholeFile(path, maxBytes)).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The commit that a branch of Hugging Face's cache leads to, from its file in `refs`. */
export async function readReference(path: string): Promise<string | undefined> {
  const text = await wholeFile(path, 1000).catch(() => '');
  return /^[0-9a-f]{40}(?=\s*$)/.exec(text.toString())?.[0];
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
