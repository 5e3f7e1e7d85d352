import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { isJsonObject, type JsonObject } from './boundedJson';
import { ConfigFields } from './configFields';

const scorers = ['simple', 'weighted-dot', 'mlp', 'hopfield', 'cross-attn'] as const;
const poolings = ['first', 'last', 'avg', 'max', 'sum', 'rms', 'abs_max', 'abs_avg', 'pass'] as const;

/** How a text's and a label's vector become a score. */
export type GliclassScorer = (typeof scorers)[number];

/** How a text's tokens become one vector; `pass` leaves them as they are, for a scorer that attends to them. */
export type TextPooling = (typeof poolings)[number];

/** What a GLiClass model has around its DeBERTa: the keys of its config.json, with the package's defaults. */
export interface GliclassConfig {
  /** The id of the token before each label, and of the one after the last. */
  readonly labelToken: number;
  readonly textToken: number;
  /** Whether labels stand before the text. */
  readonly promptFirst: boolean;
  /** Inside the projectors. */
  readonly projectorSize: number;
  readonly projectorAct: string;
  readonly scorer: GliclassScorer;
  /** Of the scorer that attends. */
  readonly scorerHeads: number;
  /** A label's vector: that of one token, or the mean of its tokens'. */
  readonly labelPooling: 'first' | 'average';
  /** Whether a label's token counts; otherwise only what follows it. */
  readonly usesLabelToken: boolean;
  readonly textPooling: TextPooling;
  /** Whether only what follows the labels counts as text. */
  readonly extractsText: boolean;
  readonly normalizes: boolean;
  readonly usesLstm: boolean;
  /** Whether a vector is added to each token that tells labels and text apart. */
  readonly usesSegments: boolean;
  /** Layers of the encoder that are run; all of them when absent. */
  readonly layers?: number;
}

/** What a GLiClass config.json holds: the configuration of its encoder, and what is around that. */
interface GliclassFile {
  readonly encoder: JsonObject;
  readonly gliclass: GliclassConfig;
}

/**
 * Reads the config.json of a GLiClass model; undefined for one of another type.
 * @throws CheckpointError naming file and key for wrong values and for variants that are not supported
 */
export function parseGliclassConfig(json: JsonObject, file: string): GliclassFile | undefined {
  const fields = new ConfigFields(json, file);
  if (fields.raw('model_type') !== 'GLiClass') return undefined;
  refuseOthers(fields);
  const given = fields.raw('encoder_config') ?? {};
  if (!isJsonObject(given)) throw fields.fault('encoder_config', 'an object');
  const vocabulary = fields.raw('vocab_size') ?? given['vocab_size'];
  // The encoder's table has been resized to the tokens that GLiClass adds.
  const encoder = { model_type: 'deberta-v2', ...given, vocab_size: vocabulary };
  return { encoder, gliclass: read(fields, new ConfigFields(encoder, file)) };
}

function read(fields: ConfigFields, encoder: ConfigFields): GliclassConfig {
  const vocabSize = encoder.integer('vocab_size', 128_100);
  const token = (key: string, fallback: number) =>
    fields.raw(key) === -1 ? fallback : fields.integer(key, fallback, 0);
  const hiddenSize = encoder.integer('hidden_size', 1536);
  const scorer = fields.oneOf('scorer_type', scorers, 'simple');
  const scorerHeads = fields.integer('scorer_num_heads', 16);
  if (scorer === 'cross-attn' && hiddenSize % scorerHeads !== 0) {
    throw fields.fault('scorer_num_heads', `a divisor of the encoder's "hidden_size" (${hiddenSize})`);
  }
  const usesLstm = fields.boolean('use_lstm', false);
  if (usesLstm && hiddenSize % 2 !== 0)
    throw encoder.fault('hidden_size', 'an even number, for an LSTM in two directions');
  return {
    labelToken: token('class_token_index', vocabSize),
    textToken: token('text_token_index', vocabSize + 1),
    promptFirst: fields.boolean('prompt_first', false),
    projectorSize: fields.integer('hidden_size', hiddenSize),
    projectorAct: fields.text('projector_hidden_act', 'gelu'),
    scorer,
    scorerHeads,
    labelPooling: fields.oneOf('class_token_pooling', ['first', 'average'], 'first'),
    usesLabelToken: fields.boolean('embed_class_token', true),
    textPooling: fields.oneOf('pooling_strategy', poolings, 'first'),
    extractsText: fields.boolean('extract_text_features', false),
    normalizes: fields.boolean('normalize_features', false),
    usesLstm,
    usesSegments: fields.boolean('use_segment_embeddings', false),
    layers: encoderLayers(fields, encoder),
  };
}

/** Variants whose computation is another one, by name. */
function refuseOthers(fields: ConfigFields): void {
  const refuse = (what: string) => {
    throw new CheckpointError(
      plain`"${fields.file}" describes a GLiClass model with ${what}, which is not supported. Choose one with a uni-encoder, such as knowledgator/gliclass-base-v3.0.`,
    );
  };
  const architecture = fields.text('architecture_type', 'uni-encoder');
  if (architecture !== 'uni-encoder') refuse(plain`the architecture "${architecture.slice(0, 50)}"`);
  // The package itself can't run this one: it counts a layer less than it is given.
  if (fields.boolean('squeeze_layers', false)) refuse('"squeeze_layers"');
  if (fields.boolean('use_calibrator', false)) refuse('"use_calibrator"');
  if (fields.boolean('multimodal', false)) refuse('"multimodal"');
  const scorer = fields.raw('scorer_type');
  const pooling = fields.raw('pooling_strategy');
  if ((scorer === 'cross-attn') !== (pooling === 'pass')) {
    refuse(plain`the scorer "${named(scorer, 'simple')}" on texts pooled by "${named(pooling, 'first')}"`);
  }
  const allocation = fields.raw('max_labels_alloc') ?? 'dynamic';
  if (scorer === 'hopfield' && allocation !== 'dynamic') refuse('the scorer "hopfield" and a fixed number of labels');
  const extracts = fields.boolean('extract_text_features', false);
  if (pooling === 'last' && extracts && !fields.boolean('use_lstm', false)) {
    refuse('"pooling_strategy" "last" and "extract_text_features", which leaves nothing of the text');
  }
}

function named(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value.slice(0, 50) : fallback;
}

/** `encoder_layer_id` counts the embeddings as the first of the layers' outputs, or from the end. */
function encoderLayers(fields: ConfigFields, encoder: ConfigFields): number | undefined {
  const id = fields.integer('encoder_layer_id', -1, -1_000_000);
  const count = encoder.integer('num_hidden_layers', 24);
  const layers = id < 0 ? count + 1 + id : id;
  if (layers < 1 || layers > count) throw fields.fault('encoder_layer_id', `one of the encoder's ${count} layers`);
  return layers === count ? undefined : layers;
}
