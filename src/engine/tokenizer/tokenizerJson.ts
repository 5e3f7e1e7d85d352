import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import { bytePairVocabulary } from './bytePairFiles';
import { BytePairSegmenter } from './bytePairSegmenter';
import { PrecompiledCharsmap } from './precompiledCharsmap';
import type { Segmenter } from './segmenter';
import { SentencePieceNormalizer, spaceMark } from './sentencePieceNormalizer';
import { property, type AddedToken, type SpecialNames } from './specialTokens';
import { byteOfPiece, checkUnigramPieces, type PieceType, type UnigramPiece } from './unigramVocabulary';
import { UnigramSegmenter } from './unigramSegmenter';

/** What a step must look like for our own to do the same; a step that is none of these would be left out in silence. */
const knownSteps: Readonly<Record<'byteLevel' | 'normalizer' | 'metaspace', (step: unknown) => boolean>> = {
  byteLevel: (step) => property(step, 'type') === 'ByteLevel' && property(step, 'use_regex') !== false,
  normalizer: (step) => ['Precompiled', 'Strip'].includes(typeOf(step)) || isSqueeze(step),
  metaspace: (step) => ['Metaspace', 'WhitespaceSplit'].includes(typeOf(step)),
};

/**
 * The segmenter a parsed tokenizer.json describes: byte-level BPE (v1) or SentencePiece unigram (v2, v3), the two kinds DeBERTa has.
 * @throws TokenizerError naming `origin` and the part that is neither.
 */
export function readTokenizerJson(
  json: unknown,
  names: SpecialNames,
  added: readonly AddedToken[],
  origin: string,
): Segmenter {
  const model = property(json, 'model');
  const normalizers = steps(property(json, 'normalizer'), 'normalizers');
  const preTokenizers = steps(property(json, 'pre_tokenizer'), 'pretokenizers');
  const check = (found: readonly unknown[], isKnown: (step: unknown) => boolean): void => {
    const strange = found.find((step) => !isKnown(step));
    if (strange === undefined) return;
    throw new TokenizerError(
      plain`${origin} has the step ${JSON.stringify(strange).slice(0, 200)}, which is not supported. Put the checkpoint's spm.model, or vocab.json and merges.txt, in its place.`,
    );
  };
  if (typeOf(model) === 'BPE') {
    check(normalizers, () => false);
    check(preTokenizers, knownSteps.byteLevel);
    const addPrefixSpace = preTokenizers.some((step) => property(step, 'add_prefix_space') === true);
    return new BytePairSegmenter(
      bytePairVocabulary(property(model, 'vocab'), property(model, 'merges'), names.unk, addPrefixSpace, origin),
    );
  }
  if (typeOf(model) === 'Unigram' || Array.isArray(property(model, 'vocab'))) {
    check(normalizers, knownSteps.normalizer);
    check(preTokenizers, knownSteps.metaspace);
    return unigramSegmenter(model, normalizers, preTokenizers, added, origin);
  }
  throw new TokenizerError(
    plain`${origin} holds neither a BPE nor a Unigram model, the kinds DeBERTa has. Use the checkpoint's own tokenizer files.`,
  );
}

/** A step, or the steps of a `Sequence`, flat. */
function steps(value: unknown, key: string): unknown[] {
  if (value === undefined || value === null) return [];
  const inner = typeOf(value) === 'Sequence' ? property(value, key) : undefined;
  return Array.isArray(inner) ? inner.flatMap((step: unknown) => steps(step, key)) : [value];
}

function typeOf(step: unknown): string {
  const type = property(step, 'type');
  return typeof type === 'string' ? type : '';
}

/** Runs of spaces to one, as Hugging Face's converter writes `remove_extra_whitespaces`. */
function isSqueeze(step: unknown): boolean {
  const content = property(step, 'content');
  return (
    typeOf(step) === 'Replace' &&
    property(property(step, 'pattern'), 'Regex') === ' {2,}' &&
    (content === ' ' || content === spaceMark)
  );
}

function unigramSegmenter(
  model: unknown,
  normalizers: readonly unknown[],
  preTokenizers: readonly unknown[],
  added: readonly AddedToken[],
  origin: string,
): Segmenter {
  const pieces = unigramPieces(model, added, origin);
  checkUnigramPieces(pieces, origin);
  const charsmap = normalizers
    .map((step) => property(step, 'precompiled_charsmap'))
    .find((value) => typeof value === 'string');
  const normalizer = new SentencePieceNormalizer({
    charsmap:
      typeof charsmap === 'string' && charsmap.length > 0
        ? new PrecompiledCharsmap(Buffer.from(charsmap, 'base64'), origin)
        : undefined,
    addDummyPrefix: !preTokenizers.some(
      (step) => property(step, 'add_prefix_space') === false || property(step, 'prepend_scheme') === 'never',
    ),
    removeExtraWhitespaces: normalizers.some(isSqueeze),
    userDefined: [],
  });
  return new UnigramSegmenter(pieces, normalizer);
}

/**
 * Kinds of entries, which the format does not carry, follow from their spelling. Byte entries count as such whatever `byte_fallback` says:
 * Hugging Face's converter drops that flag, though the model was trained on bytes in place of unknown characters.
 */
function unigramPieces(model: unknown, added: readonly AddedToken[], origin: string): UnigramPiece[] {
  const vocabulary = property(model, 'vocab');
  const unknownId = property(model, 'unk_id');
  const controls = new Set(added.map((token) => token.text));
  if (!Array.isArray(vocabulary))
    throw new TokenizerError(plain`${origin} has a vocabulary that is no list. Download the file again.`);
  return vocabulary.map((entry: unknown, id): UnigramPiece => {
    const [text, score] = (Array.isArray(entry) ? entry : []) as unknown[];
    if (typeof text !== 'string' || typeof score !== 'number')
      throw new TokenizerError(
        plain`Entry ${id} of the vocabulary in ${origin} is no text with a score. Download the file again.`,
      );
    const type: PieceType =
      id === unknownId
        ? 'unknown'
        : byteOfPiece(text) !== undefined
          ? 'byte'
          : controls.has(text)
            ? 'control'
            : 'normal';
    return { text, score, type };
  });
}
