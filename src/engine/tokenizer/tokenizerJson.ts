import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { AddedToken } from './addedTokens';
import { BytePairModel } from './bytePairModel';
import { readBytePairs } from './bytePairFiles';
import { isPunctuation } from './characters';
import { property, typeOf } from './json';
import { JsonSegmenter } from './jsonSegmenter';
import { JsonUnigram } from './jsonUnigram';
import { lowercase, readNormalizer } from './normalizers';
import { characterPattern } from './pattern';
import { readPreTokenizer, spaceMarkOf, split } from './preTokenizers';
import type { Segmenter } from './segmenter';
import type { VocabularyModel } from './vocabularyModel';
import { readWordPiece, WordPieceModel } from './wordPieceModel';

/** What is known of a tokenizer apart from its tokenizer.json. */
export interface TokenizerContext {
  /** tokenizer_config.json, parsed. */
  readonly config: unknown;
  /** Spellings that a text never becomes. */
  readonly literal: ReadonlySet<string>;
  /** Added tokens that are found in the normalized text. */
  readonly added: readonly AddedToken[];
  /** The entry for unknown text, where the model names none. */
  readonly unknown: string;
  /** The file, in messages. */
  readonly origin: string;
}

/**
 * The segmenter that a parsed tokenizer.json describes, with the options of tokenizer_config.json that Transformers goes by.
 * @throws TokenizerError naming the file and the part that cannot be read
 */
export function readTokenizerJson(json: unknown, context: TokenizerContext): Segmenter {
  const { config, added, origin } = context;
  const normalizer = withOptions(property(json, 'normalizer'), config);
  const preTokenizer = withOptions(property(json, 'pre_tokenizer'), config);
  const normalizers = readNormalizer(normalizer, origin);
  const preTokenizers = readPreTokenizer(preTokenizer, origin);
  if (property(config, 'do_lower_case') === true && !has(normalizer, 'Lowercase', 'BertNormalizer'))
    normalizers.unshift(lowercase);
  if (property(config, 'split_by_punct') === true && !has(preTokenizer, 'Punctuation', 'BertPreTokenizer'))
    preTokenizers.unshift(split(characterPattern(isPunctuation), 'Isolated'));
  const mark = spaceMarkOf(preTokenizer) ?? spaceMarkOf(normalizer);
  const model = readModel(property(json, 'model'), mark, context);
  return new JsonSegmenter({ normalizers, preTokenizers, model, mark, added });
}

function readModel(
  model: unknown,
  mark: string | undefined,
  { literal, unknown, origin }: TokenizerContext,
): VocabularyModel {
  switch (typeOf(model) || untypedModel(model)) {
    case 'BPE':
      return new BytePairModel(readBytePairs(model, unknown, mark, origin), literal);
    case 'WordPiece':
      return new WordPieceModel(readWordPiece(model, unknown, origin), literal);
    case 'Unigram':
      return new JsonUnigram(model, literal, origin);
    default:
      throw new TokenizerError(
        plain`${origin} holds no Unigram, BPE or WordPiece model, the kinds DeBERTa has. Use the checkpoint's own tokenizer files.`,
      );
  }
}

/** Files of before 2021 do not name the kind. */
function untypedModel(model: unknown): string {
  if (Array.isArray(property(model, 'vocab'))) return 'Unigram';
  if (property(model, 'merges') !== undefined) return 'BPE';
  return property(model, 'continuing_subword_prefix') === undefined ? '' : 'WordPiece';
}

/** The steps of a `Sequence`, or the step itself, and so on inside. */
function steps(json: unknown): unknown[] {
  const inner = property(json, 'normalizers') ?? property(json, 'pretokenizers');
  return Array.isArray(inner) ? inner.flatMap(steps) : [json];
}

function has(json: unknown, ...types: readonly string[]): boolean {
  return steps(json).some((step) => types.includes(typeOf(step)));
}

/** Transformers writes some options of tokenizer_config.json over those of the steps. */
function withOptions(json: unknown, config: unknown): unknown {
  const [inner] = ['normalizers', 'pretokenizers'].filter((key) => Array.isArray(property(json, key)));
  if (inner !== undefined) {
    const parts = property(json, inner) as unknown[];
    return { type: 'Sequence', [inner]: parts.map((part) => withOptions(part, config)) };
  }
  const isBert = /^Bert/.test(String(property(config, 'tokenizer_class')));
  if (typeOf(json) === 'BertNormalizer' && isBert) {
    return override(json, {
      lowercase: property(config, 'do_lower_case'),
      strip_accents: property(config, 'strip_accents'),
      handle_chinese_chars: property(config, 'tokenize_chinese_chars'),
    });
  }
  if (typeOf(json) === 'BertNormalizer' && property(config, 'do_lower_case') === true)
    return override(json, { lowercase: true });
  if (typeOf(json) === 'ByteLevel') return override(json, { add_prefix_space: property(config, 'add_prefix_space') });
  return json;
}

function override(json: unknown, options: Readonly<Record<string, unknown>>): unknown {
  const given = Object.entries(options).filter(([, value]) => typeof value === 'boolean');
  return { ...(json as object), ...Object.fromEntries(given) };
}
