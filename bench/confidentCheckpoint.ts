import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadTokenizer } from '../src/engine/tokenizer/loadTokenizer';
import { randomCheckpoint, type ModelSize } from './randomCheckpoint';

const bundled = path.join(__dirname, '../models/bundled');

/** A random masked language model and tokenizer that always takes `word`, of the bundled model's, for the right one. */
export async function confidentCheckpoint(directory: string, size: ModelSize, word: string): Promise<string> {
  const [, favorite] = (await loadTokenizer(bundled)).encode(word).ids;
  const folder = await randomCheckpoint(directory, size, 'generator', favorite);
  await addBundledTokenizer(folder, size);
  return folder;
}

/** Gives a random checkpoint the bundled model's pieces, and ids beyond them up to the vocabulary that v3 has. */
export async function addBundledTokenizer(model: string, { vocabulary }: ModelSize): Promise<void> {
  await copyFile(path.join(bundled, 'spm.model'), path.join(model, 'spm.model'));
  const added = { [vocabulary - 100]: { content: '[MASK]', special: true } };
  await writeFile(
    path.join(model, 'tokenizer_config.json'),
    JSON.stringify({ added_tokens_decoder: added, mask_token: '[MASK]' }),
  );
}
