import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { AddedToken } from './addedTokens';
import { BytePairModel } from './models/bytePairModel';
import { readBytePairs } from './models/bytePairFiles';
import { isPunctuation } from './steps/characters';
import { property, typeOf } from './json';
import { JsonSegmenter } from './jsonSegmenter';
import { JsonUnigram } from './models/jsonUnigram';
import { lowercase, readNormalizer } from './steps/normalizers';
import { characterPattern } from './steps/pattern';
import { readPreTokenizer, spaceMarkOf, split } from './steps/preTokenizers';
import type { Segmenter, VocabularyModel } from './segmenter';
import { readWordPiece, WordPieceModel } from './models/wordPieceModel';

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
 * The segmenter that a parsed tokenizer.json describes, with the options of tokenizer_config.json that Transformers
 * goes by.
 * @throws TokenizerError naming the file and the part that cannot be read
 */
export function readTokenizerJson(json: unknown, context: TokenizerContext): Segmenter {
  const { config, added, origin } = context;
  const options = optionsOf(config);
  const normalizer = withOptions(property(json, 'normalizer'), options);
  const preTokenizer = withOptions(property(json, 'pre_tokenizer'), options);
  const normalizers = readNormalizer(normalizer, origin);
  const preTokenizers = readPreTokenizer(preTokenizer, origin);
  // Transformers' class for v1, whose words are of bytes, goes by neither.
  const isOfWords = !has(preTokenizer, 'ByteLevel', 'BertPreTokenizer');
  if (options.isLowercase && isOfWords && !has(normalizer, 'Lowercase', 'BertNormalizer'))
    normalizers.unshift(lowercase);
  if (options.splitsPunctuation && isOfWords && !has(preTokenizer, 'Punctuation'))
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

/** What tokenizer_config.json changes in the steps; what counts depends on the class of Transformers that it names. */
interface Options {
  readonly isLowercase: boolean;
  readonly splitsPunctuation: boolean;
  /** By the type of a step. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** No class means DeBERTa's own. The class for any tokenizer changes only an explicit `add_prefix_space`. */
function optionsOf(config: unknown): Options {
  const given = property(config, 'tokenizer_class');
  const name = typeof given === 'string' ? given : 'DebertaV2Tokenizer';
  const option = (key: string) => property(config, key);
  const isAny = /^(?:PreTrainedTokenizerFast|TokenizersBackend)$/.test(name);
  const isDebertaV2 = name.startsWith('DebertaV2');
  return {
    isLowercase: isDebertaV2 && option('do_lower_case') === true,
    splitsPunctuation: isDebertaV2 && option('split_by_punct') === true,
    steps: {
      ByteLevel: { add_prefix_space: option('add_prefix_space') ?? (isAny ? undefined : false) },
      BertNormalizer: name.startsWith('Bert')
        ? {
            lowercase: option('do_lower_case') ?? true,
            strip_accents: option('strip_accents') ?? null,
            handle_chinese_chars: option('tokenize_chinese_chars') ?? true,
          }
        : {},
    },
  };
}

/** Steps of a sequence are left as they are. */
function withOptions(json: unknown, options: Options): unknown {
  const type = typeOf(json);
  const changes = Object.hasOwn(options.steps, type) ? options.steps[type] : undefined;
  if (changes === undefined) return json;
  const isChange = ([, value]: [string, unknown]) => typeof value === 'boolean' || value === null;
  return { ...(json as object), ...Object.fromEntries(Object.entries(changes).filter(isChange)) };
}
