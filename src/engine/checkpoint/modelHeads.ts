import { plain } from '../../base/plainText';
import type { ModelHead } from '../../protocol/engineApi';
import type { DebertaConfig } from './debertaConfig';

/** The authors' masked-LM head, and Hugging Face's, which is trained without the mask decoder. */
export const maskedHeads = { authors: 'lm_predictions.lm_head', huggingFace: 'cls.predictions' } as const;

export const positionTable = 'deberta.embeddings.position_embeddings.weight';

/** The first tensor of either kind of GLiNER. */
const glinerTensors = {
  markerV0: 'span_rep_layer.span_rep_layer.project_start.0.weight',
  token_level: 'scorer.proj_token.weight',
} as const;

/** Whether a checkpoint has a tensor, by its canonical name (tensorNames). */
type Has = (name: string) => boolean;

/** What distinguishes heads apart from tensors. */
type HeadConfig = Pick<DebertaConfig, 'architectures' | 'gliclass' | 'gliner' | 'legacy' | 'positionBiasedInput'>;

/**
 * Which masked-LM head a model fills masks with, and whether it goes with the enhanced mask decoder: the authors' head
 * does, on input that is not biased by position. Hugging Face trains that head without the decoder where `legacy` is
 * false, and drops the positions, which the decoder needs. Undefined when neither head can be used.
 */
export function maskedHead(
  { legacy, positionBiasedInput }: HeadConfig,
  has: Has,
): { readonly name: keyof typeof maskedHeads; readonly hasDecoder: boolean } | undefined {
  const hasDecoder = !positionBiasedInput && has(positionTable);
  const hasAuthors = has(`${maskedHeads.authors}.dense.weight`) && (hasDecoder || positionBiasedInput || !legacy);
  if (hasAuthors) return { name: 'authors', hasDecoder };
  return has(`${maskedHeads.huggingFace}.transform.dense.weight`)
    ? { name: 'huggingFace', hasDecoder: false }
    : undefined;
}

/**
 * What a model can do. A discriminator of v3 carries a masked-LM head as well, a left-over of its training: its encoder
 * was never trained to go with it, so it does not count. Three heads have a `classifier`: that of texts and that of
 * choices with a pooler, which `architectures` tells apart, and that of tokens without.
 */
export function modelHeads(config: HeadConfig, has: Has): readonly ModelHead[] {
  const isDiscriminator = has('mask_predictions.classifier.weight');
  const isFor = (task: string) => config.architectures.some((name) => name.endsWith(`For${task}`));
  const hasPooler = has('pooler.dense.weight');
  const isOfTokens = isFor('TokenClassification') || !(hasPooler || isFor('SequenceClassification'));
  const isOfChoices = isFor('MultipleChoice');
  const classifies = has('classifier.weight');
  const heads: readonly (readonly [ModelHead, boolean])[] = [
    ['mlm', maskedHead(config, has) !== undefined && !isDiscriminator],
    ['classify', classifies && hasPooler && !isOfTokens && !isOfChoices],
    ['rtd', isDiscriminator],
    ['tokens', classifies && isOfTokens && !isOfChoices],
    ['qa', has('qa_outputs.weight')],
    ['choice', classifies && hasPooler && isOfChoices],
    ['gliner', config.gliner !== undefined && has(glinerTensors[config.gliner.spanMode])],
    ['gliclass', config.gliclass !== undefined],
  ];
  return heads.filter(([, present]) => present).map(([head]) => head);
}

const kinds: Readonly<Record<ModelHead, string>> = {
  mlm: 'a masked language model',
  classify: 'a text classifier',
  rtd: 'a replaced-token discriminator',
  tokens: 'a model for token classification',
  qa: 'a model for question answering',
  choice: 'a model for multiple choice',
  gliner: 'a GLiNER',
  gliclass: 'a GLiClass model',
};

/** What a model with these tensors is, as it stands after "is". */
export function modelKind(names: readonly string[], heads: readonly ModelHead[]): string {
  if (heads.length > 0) return heads.map((head) => kinds[head]).join(' and ');
  if (names.includes(`${maskedHeads.authors}.dense.weight`))
    return "a masked language model without its mask decoder's positions";
  const head = names.find((name) => !/^(?:deberta|pooler)\./.test(name));
  return head === undefined
    ? 'an encoder without a head'
    : `an encoder with a head of another kind (“${head.slice(0, 60)}”)`;
}

/** Parts of the encoder that there are tensors for only where the configuration asks for them. */
const parts: readonly (readonly [what: string, prefix: string, isUsed: (config: DebertaConfig) => boolean])[] = [
  ['token types', 'deberta.embeddings.token_type_embeddings.', ({ typeVocabSize }) => typeVocabSize > 0],
  ['relative positions', 'deberta.encoder.rel_embeddings.', ({ relativeAttention }) => relativeAttention],
  ['the convolution', 'deberta.encoder.conv.', ({ convKernelSize }) => convKernelSize > 0],
];

/** What a user should know about how a model is read, in sentences; usually empty. `names` are canonical. */
export function modelNotes(
  config: DebertaConfig,
  names: readonly string[],
  heads: readonly ModelHead[],
): readonly string[] {
  const unused = unusedParts(config, names);
  return [
    ...(fillsWithoutDecoder(config, names, heads)
      ? [
          'Masks are filled without the mask decoder, as the model was trained: its "legacy" is false, and it has no positions.',
        ]
      : []),
    ...(hasOtherActivation(config)
      ? [plain`Scores are the model's raw output, because its activation “${config.activationFn ?? ''}” is unknown.`]
      : []),
    ...(unused.length > 0 ? [`The configuration leaves these out, so they are not used: ${unused.join(', ')}.`] : []),
  ];
}

/** Of one output; several are compared, so that their activation decides nothing. */
function hasOtherActivation({ labels, activationFn }: DebertaConfig): boolean {
  return labels.length === 1 && activationFn !== undefined && !/\.(?:Identity|Sigmoid)$/.test(activationFn);
}

function fillsWithoutDecoder(config: DebertaConfig, names: readonly string[], heads: readonly ModelHead[]): boolean {
  if (!heads.includes('mlm') || config.positionBiasedInput) return false;
  const head = maskedHead(config, (name) => names.includes(name));
  return head?.name === 'authors' && !head.hasDecoder;
}

function unusedParts(config: DebertaConfig, names: readonly string[]): string[] {
  const layers = names.map((name) => 1 + Number(/^deberta\.encoder\.layer\.(\d{1,6})\./.exec(name)?.[1] ?? -1));
  const last = layers.reduce((highest, layer) => Math.max(highest, layer), 0);
  const first = config.numHiddenLayers + 1;
  return [
    ...(last < first ? [] : [last === first ? `layer ${last}` : `layers ${first} to ${last}`]),
    ...parts
      .filter(([, prefix, isUsed]) => !isUsed(config) && names.some((name) => name.startsWith(prefix)))
      .map(([what]) => what),
  ];
}
