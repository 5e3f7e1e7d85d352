/** The file that a GLiNER's folder has in place of config.json, or beside it. */
export const glinerConfigName = 'gliner_config.json';

/** A GLiNER to use where another can't be. */
export const exampleGliner = 'urchade/gliner_small-v2.1';

/** The encoder of a GLiNER that names none, as in the package `gliner`. */
export const defaultEncoder = 'microsoft/deberta-v3-small';

const base = { hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, intermediate_size: 3072 };

/** The published encoders that a GLiNER may name, with their sizes by the keys of config.json. */
const encoders: Readonly<Record<string, typeof base>> = {
  'microsoft/deberta-v3-xsmall': { ...base, hidden_size: 384, num_attention_heads: 6, intermediate_size: 1536 },
  'microsoft/deberta-v3-small': { ...base, num_hidden_layers: 6 },
  'microsoft/deberta-v3-base': base,
  'microsoft/deberta-v3-large': {
    hidden_size: 1024,
    num_hidden_layers: 24,
    num_attention_heads: 16,
    intermediate_size: 4096,
  },
  'microsoft/mdeberta-v3-base': base,
};

/** The published encoder that a gliner_config.json means by its `model_name`; undefined if it isn't one of them. */
export function publishedEncoder(modelName: unknown) {
  const id = modelName ?? defaultEncoder;
  return typeof id === 'string' && Object.hasOwn(encoders, id) ? { id, sizes: encoders[id]! } : undefined;
}
