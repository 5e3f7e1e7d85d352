import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';

const wordEmbeddings = 'embeddings.word_embeddings.weight';
const backbone = 'deberta.';

/** The canonical name of the word embeddings, which every model has. */
export const wordTable = `${backbone}${wordEmbeddings}`;

/**
 * Canonical name → name in the file. Canonical are the authors' names, with the backbone under `deberta.`; files may
 * have another prefix there or none (`embeddings.…`, `bert.embeddings.…`, `module.deberta.embeddings.…`), and
 * `LayerNorm.gamma` and `.beta` for weight and bias.
 * @throws CheckpointError when there are no word embeddings, or they do not tell one backbone; `location` is named in
 * it
 */
export function canonicalNames(names: readonly string[], location: string): ReadonlyMap<string, string> {
  const prefix = backbonePrefix(names, location);
  const wrapper = prefix.slice(0, prefix.lastIndexOf('.', prefix.length - 2) + 1);
  const canonical = new Map<string, string>();
  for (const name of names) {
    const key = layerNormName(backboneName(name, prefix) ?? headName(name, prefix, wrapper));
    const other = canonical.get(key);
    if (other !== undefined) {
      throw new CheckpointError(
        plain`"${location}" has both "${other}" and "${name}", which mean the same tensor. Choose another version of the model.`,
      );
    }
    canonical.set(key, name);
  }
  return canonical;
}

/** What stands before `embeddings.word_embeddings.weight`. */
function backbonePrefix(names: readonly string[], location: string): string {
  const prefixes = names
    .filter((name) => name === wordEmbeddings || name.endsWith(`.${wordEmbeddings}`))
    .map((name) => name.slice(0, -wordEmbeddings.length));
  if (prefixes.includes(backbone)) return backbone;
  const [prefix, ...others] = prefixes;
  if (prefix === undefined) {
    throw new CheckpointError(
      plain`"${location}" has no tensor "${backbone}${wordEmbeddings}", so it is not a DeBERTa. Choose another model.`,
    );
  }
  if (others.length > 0) {
    throw new CheckpointError(
      plain`"${location}" holds several models (${prefixes.join(', ').slice(0, 200)}). Choose a file with one.`,
    );
  }
  return prefix;
}

/** A tensor of the backbone under its canonical prefix; undefined for other tensors. */
function backboneName(name: string, prefix: string): string | undefined {
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return rest.startsWith('embeddings.') || rest.startsWith('encoder.') ? backbone + rest : undefined;
}

/** A head's tensor without what its backbone's prefix shares with it, e.g. `module.`. */
function headName(name: string, prefix: string, wrapper: string): string {
  const shared = [prefix, wrapper].find((start) => start !== backbone && name.startsWith(start)) ?? '';
  return name.slice(shared.length);
}

/** TensorFlow's names for a layer norm's scale and shift, which old conversions kept. */
function layerNormName(name: string): string {
  return name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}
