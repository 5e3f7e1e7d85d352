import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Files that a model is read from: its descriptions, its weights, its vocabulary. */
const modelFile =
  /^(?:(?:generator_)?config|calibration|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json$|^(?:spm\.model|merges\.txt)$|\.(?:safetensors|bin)(?:\.index\.json)?$/;

/**
 * Size and time of change of every file that a model is read from, as a text to compare with a later one: another one when a file was
 * written, replaced, added or removed. Nothing is opened. The time is the system's own (ctime), which no program can put back.
 * @param given a model's folder, or its weights file
 */
export async function folderState(given: string): Promise<string> {
  const isFile = await stat(given).then(
    (found) => found.isFile(),
    () => false,
  );
  const directory = isFile ? path.dirname(given) : given;
  const names = (await readdir(directory).catch(() => [])).filter((name) => modelFile.test(name));
  if (isFile) names.push(path.basename(given));
  const states = names.toSorted().map(async (name) => {
    const found = await stat(path.join(directory, name)).catch(() => undefined);
    return [name, found?.size, found?.ctimeMs];
  });
  return JSON.stringify(await Promise.all(states));
}
