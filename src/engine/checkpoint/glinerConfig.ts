import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { exampleGliner, glinerConfigName, publishedEncoder } from '../../protocol/gliner';
import { isJsonObject, type JsonObject } from './boundedJson';
import { ConfigFields } from './configFields';

/**
 * What a GLiNER has on top of its encoder: gliner_config.json in camelCase, with the defaults of the package `gliner`.
 */
export interface GlinerConfig {
  /** Scores are of spans of words, or of words as an entity's first, last and inner ones. */
  readonly spanMode: 'markerV0' | 'token_level';
  /** Of the layers on top of the encoder. */
  readonly hiddenSize: number;
  /** Words of the longest span, for `markerV0`. */
  readonly maxWidth: number;
  /** Words of a text that the model was trained to read at once. */
  readonly maxWords: number;
  /** Layers of the LSTM over words; undefined where only the tensors tell. */
  readonly rnnLayers: number | undefined;
  /** Which of a word's tokens stands for it. */
  readonly subtokenPooling: 'first' | 'last';
  /** Whether the marker before a label stands for the label; otherwise the label's first token does. */
  readonly embedsMarker: boolean;
  /** The marker before each label, and the one after the last. */
  readonly entToken: string;
  readonly sepToken: string;
  /** Id of `entToken`; −1 where it is the last but one of the vocabulary. */
  readonly classTokenIndex: number;
}

/** What a model has on top of its encoder. @throws CheckpointError if it isn't a GLiNER */
export function glinerOf({ config }: { readonly config: { readonly gliner?: GlinerConfig } }): GlinerConfig {
  if (config.gliner !== undefined) return config.gliner;
  throw new CheckpointError(
    plain`The model has no ${glinerConfigName}, so it cannot find entities that you name. Choose a GLiNER, e.g. ${exampleGliner}.`,
  );
}

/** Parts of other GLiNERs, by the key that asks for them. */
const otherParts: readonly (readonly [key: string, what: string])[] = [
  ['labels_encoder', 'a second encoder for labels (bi-encoder)'],
  ['labels_encoder_config', 'a second encoder for labels (bi-encoder)'],
  ['labels_decoder', 'a decoder that writes labels'],
  ['relations_layer', 'relation extraction'],
  ['post_fusion_schema', 'fusion of texts and labels (poly-encoder)'],
  ['fuse_layers', 'fused layers'],
  ['represent_spans', 'span representations on top of token scores'],
  ['span_encoder_config', 'an encoder of spans'],
  ['precomputed_prompts_mode', 'precomputed labels'],
];

/** Kinds that need nothing but what is here; files of before there were kinds name none. */
const modelTypes: readonly unknown[] = [undefined, 'gliner', 'gliner_uni_encoder_span', 'gliner_uni_encoder_token'];

/**
 * Reads gliner_config.json.
 * @throws CheckpointError naming `file`, key and value for wrong values, and for what other GLiNERs have
 */
export function parseGlinerConfig(json: JsonObject, file: string): GlinerConfig {
  const fields = new ConfigFields(json, file);
  const part = otherParts.find(([key]) => ![undefined, false, '', 0].includes(fields.raw(key) as undefined));
  if (part !== undefined) throw unsupported(file, plain`${part[1]} ("${part[0]}")`);
  const modelType = fields.raw('model_type');
  if (!modelTypes.includes(modelType)) throw unsupported(file, plain`"model_type" ${quoted(modelType)}`);
  const refuse = (key: string, value: unknown) => unsupported(file, plain`"${key}" ${quoted(value)}`);
  fields.oneOf('words_splitter_type', ['whitespace'], 'whitespace', refuse);
  return {
    spanMode: fields.oneOf('span_mode', ['markerV0', 'token_level'], 'markerV0', refuse),
    hiddenSize: fields.integer('hidden_size', 512),
    maxWidth: smallInteger(fields, 'max_width', 12, 1, 100),
    maxWords: fields.integer('max_len', 384),
    rnnLayers:
      fields.raw('num_rnn_layers') === undefined ? undefined : smallInteger(fields, 'num_rnn_layers', 1, 0, 16),
    subtokenPooling: fields.oneOf('subtoken_pooling', ['first', 'last'], 'first', refuse),
    embedsMarker: fields.boolean('embed_ent_token', true),
    entToken: marker(fields, 'ent_token', '<<ENT>>'),
    sepToken: marker(fields, 'sep_token', '<<SEP>>'),
    classTokenIndex: fields.integer('class_token_index', -1, -1),
  };
}

/** What all published encoders of GLiNERs have in common. */
const backbone: JsonObject = {
  model_type: 'deberta-v2',
  hidden_act: 'gelu',
  max_position_embeddings: 512,
  relative_attention: true,
  position_buckets: 256,
  norm_rel_ebd: 'layer_norm',
  share_att_key: true,
  pos_att_type: 'p2c|c2p',
  position_biased_input: false,
  layer_norm_eps: 1e-7,
};

/**
 * The config.json of a GLiNER's encoder: `encoder_config`, or what is known of the published model that `model_name`
 * is.
 * @throws CheckpointError when there is neither
 */
export function encoderConfig(json: JsonObject, file: string): JsonObject {
  const given = json['encoder_config'] ?? undefined;
  if (isJsonObject(given)) return { ...given, model_type: given['model_type'] ?? 'deberta-v2' };
  const fields = new ConfigFields(json, file);
  if (given !== undefined) throw fields.fault('encoder_config', 'an object');
  const name = fields.text('model_name', '');
  const published = publishedEncoder(fields.raw('model_name'));
  if (published !== undefined) return { ...backbone, ...published.sizes };
  throw new CheckpointError(
    plain`"${file}" has no "encoder_config", and its encoder "${name.slice(0, 100)}" is not one of Microsoft's published DeBERTa-v3 models, whose sizes are known. Choose another GLiNER, e.g. ${exampleGliner}.`,
  );
}

function smallInteger(fields: ConfigFields, key: string, fallback: number, min: number, max: number): number {
  const value = fields.integer(key, fallback, min);
  if (value > max) throw fields.fault(key, `a whole number from ${min} to ${max}`);
  return value;
}

/** A marker is one added token, whose length is bounded there. */
function marker(fields: ConfigFields, key: string, fallback: string): string {
  const text = fields.text(key, fallback);
  if (text === '') throw fields.fault(key, 'a text that is not empty');
  return text;
}

function quoted(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 100) ?? '';
}

function unsupported(file: string, what: string): CheckpointError {
  return new CheckpointError(
    plain`"${file}" describes a GLiNER with ${what}, which is not supported. Choose one with a single encoder and the heads markerV0 or token_level, e.g. ${exampleGliner}.`,
  );
}
