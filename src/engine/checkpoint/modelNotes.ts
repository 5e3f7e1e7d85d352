import { plain } from '../../base/plainText';
import type { ModelHead } from '../../protocol/engineApi';
import type { DebertaConfig } from './debertaConfig';
import { maskedHead } from './modelHeads';

/** Parts of the encoder that there are tensors for only where config.json asks for them. */
const parts: readonly (readonly [what: string, prefix: string, isUsed: (config: DebertaConfig) => boolean])[] = [
  ['token types', 'deberta.embeddings.token_type_embeddings.', ({ typeVocabSize }) => typeVocabSize > 0],
  ['relative positions', 'deberta.encoder.rel_embeddings.', ({ relativeAttention }) => relativeAttention],
  ['the convolution', 'deberta.encoder.conv.', ({ convKernelSize }) => convKernelSize > 0],
];

/** What a user should know of how a model is read, in sentences; mostly nothing. `names` are canonical (tensorNames). */
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
    ...(unused.length > 0 ? [`config.json leaves these out, so they are not used: ${unused.join(', ')}.`] : []),
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
  const last = layers.reduce((most, layer) => Math.max(most, layer), 0);
  const first = config.numHiddenLayers + 1;
  return [
    ...(last < first ? [] : [last === first ? `layer ${last}` : `layers ${first} to ${last}`]),
    ...parts
      .filter(([, prefix, isUsed]) => !isUsed(config) && names.some((name) => name.startsWith(prefix)))
      .map(([what]) => what),
  ];
}
