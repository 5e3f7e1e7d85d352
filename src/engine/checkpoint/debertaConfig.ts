import path from 'node:path';
import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import type { ProblemType } from '../../protocol/predictions';
import { isJsonObject } from './boundedJson';
import { parseLabelIds } from './classLabels';
import { ConfigFields } from './configFields';
import { parseGliclassConfig, type GliclassConfig } from './gliclassConfig';
import type { GlinerConfig } from './glinerConfig';

/** A position term of disentangled attention: content→position, position→content. */
type PositionTerm = 'c2p' | 'p2c';

/** A DeBERTa's config.json in camelCase, with the defaults of Hugging Face's DebertaConfig and DebertaV2Config. */
export interface DebertaConfig {
  /** `deberta` is v1, `deberta-v2` is v2 and v3. */
  readonly modelType: 'deberta' | 'deberta-v2';
  readonly vocabSize: number;
  readonly hiddenSize: number;
  /** `hiddenSize` where not given. */
  readonly embeddingSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  /** `hiddenSize / numAttentionHeads` where not given. */
  readonly attentionHeadSize: number;
  readonly intermediateSize: number;
  readonly hiddenAct: string;
  readonly maxPositionEmbeddings: number;
  /** Below 1: `maxPositionEmbeddings` counts. */
  readonly maxRelativePositions: number;
  readonly relativeAttention: boolean;
  /** Below 1: no buckets. */
  readonly positionBuckets: number;
  readonly posAttType: readonly PositionTerm[];
  readonly shareAttKey: boolean;
  /** Whether the relative table is layer-normed. */
  readonly normRelEbd: boolean;
  readonly positionBiasedInput: boolean;
  /** 0: no token types. */
  readonly typeVocabSize: number;
  readonly layerNormEps: number;
  readonly padTokenId: number;
  /** 0: no convolution. */
  readonly convKernelSize: number;
  readonly convGroups: number;
  readonly convAct: string;
  readonly poolerHiddenAct: string;
  readonly poolerHiddenSize: number;
  readonly problemType: ProblemType | undefined;
  /** A sentence-transformers cross-encoder applies this to its one output: the name of PyTorch's class. */
  readonly activationFn: string | undefined;
  /** Names of Transformers' classes, e.g. `DebertaV2ForMaskedLM`; empty without. */
  readonly architectures: readonly string[];
  /** Transformers' switch between its old masked-LM head and the authors', which it trains without the mask decoder. */
  readonly legacy: boolean;
  /** Of the classification head, in logit order, all different; empty without one. */
  readonly labels: readonly string[];
  /** As config.json has it; empty without one. */
  readonly label2id: ReadonlyMap<string, number>;
  /** What a GLiNER has on top of the encoder. */
  readonly gliner?: GlinerConfig;
  /** What is around the encoder of a GLiClass model. */
  readonly gliclass?: GliclassConfig;
}

/** Half the height of the relative table: bucketed relative positions run from −span to span (math.md, "span"). */
export function attSpan(config: DebertaConfig): number {
  if (config.positionBuckets > 0) return config.positionBuckets;
  return config.maxRelativePositions < 1 ? config.maxPositionEmbeddings : config.maxRelativePositions;
}

/** Defaults in which the two config classes differ. */
const sizes = {
  deberta: { vocab: 50_265, hidden: 768, layers: 12, heads: 12, intermediate: 3072 },
  'deberta-v2': { vocab: 128_100, hidden: 1536, layers: 24, heads: 24, intermediate: 6144 },
};

const problemTypes = ['regression', 'single_label_classification', 'multi_label_classification'] as const;

/**
 * Reads the configuration of a v1, v2 or v3 model.
 * @throws CheckpointError naming `file`, key and value for another kind of model, wrong types and absurd sizes
 */
export function parseDebertaConfig(json: unknown, file: string): DebertaConfig {
  if (!isJsonObject(json)) {
    throw new CheckpointError(plain`"${file}" does not hold a JSON object. Get the file again.`);
  }
  const around = parseGliclassConfig(json, file);
  if (around !== undefined) return { ...parseDebertaConfig(around.encoder, file), gliclass: around.gliclass };
  const fields = new ConfigFields(json, file);
  const modelType = fields.raw('model_type') ?? untypedFamily(fields, file);
  if (modelType !== 'deberta' && modelType !== 'deberta-v2') {
    const found = typeof modelType === 'string' ? plain`a "${modelType.slice(0, 50)}"` : 'a model of unknown type';
    throw new CheckpointError(
      plain`"${file}" describes ${found}, not a DeBERTa. Choose a model whose "model_type" is "deberta" or "deberta-v2".`,
    );
  }
  return {
    modelType,
    ...dimensions(fields, modelType),
    ...positions(fields),
    ...convolution(fields),
    hiddenAct: fields.text('hidden_act', 'gelu'),
    typeVocabSize: fields.integer('type_vocab_size', 0, 0),
    layerNormEps: fields.fraction('layer_norm_eps', 1e-7),
    padTokenId: fields.integer('pad_token_id', 0, 0),
    poolerHiddenAct: fields.text('pooler_hidden_act', 'gelu'),
    problemType: problemType(fields),
    activationFn: activationFn(fields),
    architectures: architectures(fields),
    legacy: fields.boolean('legacy', true),
    labels: [],
    label2id: parseLabelIds(fields),
  };
}

/** Keys that v1 does not have. */
const v2Keys = ['position_buckets', 'share_att_key', 'norm_rel_ebd', 'conv_kernel_size', 'embedding_size'];

/** The type of the authors' own configurations, which name none; undefined where nothing speaks for a DeBERTa. */
function untypedFamily(fields: ConfigFields, file: string): DebertaConfig['modelType'] | undefined {
  const has = (key: string) => fields.raw(key) !== undefined;
  // Only v3 has generators.
  if (v2Keys.some(has) || path.basename(file) === 'generator_config.json') return 'deberta-v2';
  return has('relative_attention') || has('pos_att_type') ? 'deberta' : undefined;
}

function dimensions(fields: ConfigFields, modelType: DebertaConfig['modelType']) {
  const size = sizes[modelType];
  const hiddenSize = fields.integer('hidden_size', size.hidden);
  const numAttentionHeads = fields.integer('num_attention_heads', size.heads);
  if (hiddenSize % numAttentionHeads !== 0) {
    throw fields.fault('num_attention_heads', `a divisor of "hidden_size" (${hiddenSize})`);
  }
  return {
    vocabSize: fields.integer('vocab_size', size.vocab),
    hiddenSize,
    embeddingSize: fields.integer('embedding_size', hiddenSize),
    numHiddenLayers: fields.integer('num_hidden_layers', size.layers),
    numAttentionHeads,
    attentionHeadSize: fields.integer('attention_head_size', hiddenSize / numAttentionHeads),
    intermediateSize: fields.integer('intermediate_size', size.intermediate),
    poolerHiddenSize: fields.integer('pooler_hidden_size', hiddenSize),
  };
}

function positions(fields: ConfigFields) {
  return {
    maxPositionEmbeddings: fields.integer('max_position_embeddings', 512),
    maxRelativePositions: fields.integer('max_relative_positions', -1, -1),
    relativeAttention: fields.boolean('relative_attention', false),
    positionBuckets: fields.integer('position_buckets', -1, -1),
    posAttType: positionTerms(fields),
    shareAttKey: fields.boolean('share_att_key', false),
    normRelEbd: fields.list('norm_rel_ebd', 'none').includes('layer_norm'),
    positionBiasedInput: fields.boolean('position_biased_input', true),
  };
}

function positionTerms(fields: ConfigFields): readonly PositionTerm[] {
  const terms = new Set(fields.list('pos_att_type', ''));
  return [...terms].map((term) => {
    if (term === 'c2p' || term === 'p2c') return term;
    throw fields.fault('pos_att_type', 'made of "c2p" and "p2c"; position-to-position attention is not supported');
  });
}

function convolution(fields: ConfigFields) {
  const convKernelSize = fields.integer('conv_kernel_size', 0, 0);
  const convGroups = fields.integer('conv_groups', 1);
  if (convKernelSize > 0 && convKernelSize % 2 === 0) throw fields.fault('conv_kernel_size', 'an odd number');
  return { convKernelSize, convGroups, convAct: fields.text('conv_act', 'tanh') };
}

function problemType(fields: ConfigFields): ProblemType | undefined {
  const value = fields.raw('problem_type');
  const known = problemTypes.find((type) => type === value);
  if (value !== undefined && known === undefined) throw fields.fault('problem_type', problemTypes.join(', '));
  return known;
}

/** The newer key wins, as in sentence-transformers. */
function activationFn(fields: ConfigFields): string | undefined {
  const newer = fields.raw('sentence_transformers');
  const value = isJsonObject(newer) ? newer['activation_fn'] : undefined;
  const name = value ?? fields.raw('sbert_ce_default_activation_function');
  return typeof name === 'string' ? name : undefined;
}

/** Only names are read from it, so anything else in its place is ignored. */
function architectures(fields: ConfigFields): readonly string[] {
  const value = fields.raw('architectures');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
