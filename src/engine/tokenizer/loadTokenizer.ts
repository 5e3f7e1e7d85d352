import { plain } from '../../base/plainText';
import path from 'node:path';
import { TokenizerError } from '../../protocol/errors';
import { defaultEncoder, glinerConfigName } from '../../protocol/gliner';
import { addedTokens, unnumberedTokens, type AddedToken, type SpecialTokenFiles } from './addedTokens';
import { mergeLines } from './models/bytePairFiles';
import { property } from './json';
import { classicTemplates, readTemplates, type RowTemplates } from './rowTemplate';
import type { Segmenter } from './segmenter';
import { SegmentedTokenizer } from './segmentedTokenizer';
import { readSentencePieceSegmenter } from './sentencePiece/sentencePieceSegmenter';
import { literalNames, specialIds, specialNames, type SpecialNames } from './specialTokens';
import type { Tokenizer } from './tokenizer';
import { readTokenizerFile, readTokenizerObject } from './tokenizerFiles';
import { readTokenizerJson } from './tokenizerJson';

/**
 * Reads the tokenizer of a checkpoint's directory: tokenizer.json, else spm.model (v2, v3), which also stands in for a
 * tokenizer.json that cannot be read, else vocab.json with merges.txt (v1), else vocab.txt; with the special and added
 * tokens of tokenizer_config.json, special_tokens_map.json and added_tokens.json.
 * @throws TokenizerError naming the file and what to do.
 */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const [tokenizerConfig, specialTokensMap, addedTokensFile] = await Promise.all([
    readTokenizerObject(directory, 'tokenizer_config.json'),
    readTokenizerObject(directory, 'special_tokens_map.json'),
    readTokenizerObject(directory, 'added_tokens.json'),
  ]);
  const parts = { directory, tokenizerConfig, specialTokensMap, addedTokens: addedTokensFile };
  try {
    const fast = await readTokenizerObject(directory, 'tokenizer.json');
    if (fast !== undefined) return new Loader({ ...parts, fastAddedTokens: property(fast, 'added_tokens') }).json(fast);
  } catch (error) {
    const fallback = error instanceof TokenizerError ? await readTokenizerFile(directory, 'spm.model') : undefined;
    if (fallback === undefined) throw error;
    return new Loader(parts).sentencePiece(fallback);
  }
  const loader = new Loader(parts);
  const spm = await readTokenizerFile(directory, 'spm.model');
  if (spm !== undefined) return loader.sentencePiece(spm);
  const vocabulary = await readTokenizerObject(directory, 'vocab.json');
  const merges = await readTokenizerFile(directory, 'merges.txt');
  if (vocabulary !== undefined && merges !== undefined) return loader.bytePairs(vocabulary, merges.toString('utf8'));
  const words = await readTokenizerFile(directory, 'vocab.txt');
  if (words !== undefined) return loader.wordPieces(words.toString('utf8'));
  const gliner = await readTokenizerObject(directory, glinerConfigName);
  const encoder = gliner && (property(gliner, 'model_name') ?? defaultEncoder);
  if (typeof encoder === 'string') {
    throw new TokenizerError(
      plain`${directory} has no tokenizer files: this GLiNER has that of its encoder, ${encoder}. Add spm.model and tokenizer_config.json from https://huggingface.co/${encoder}/tree/main, or download the model again.`,
    );
  }
  throw new TokenizerError(
    plain`${directory} has no tokenizer files. Add the checkpoint's tokenizer.json, or its spm.model (DeBERTa v2 and v3), its vocab.json and merges.txt (v1), or its vocab.txt.`,
  );
}

/** Makes a tokenizer out of one of the kinds of files, and of those that name special and added tokens beside it. */
class Loader {
  readonly #names: SpecialNames;
  readonly #literal: ReadonlySet<string>;
  readonly #added: readonly AddedToken[];

  constructor(private readonly files: SpecialTokenFiles & { readonly directory: string }) {
    this.#names = specialNames(files);
    this.#literal = literalNames(files, this.#names);
    this.#added = addedTokens(files);
  }

  json(json: unknown, origin = 'tokenizer.json'): Tokenizer {
    const { tokenizerConfig: config, directory } = this.files;
    const segmenter = readTokenizerJson(json, {
      config,
      literal: this.#literal,
      added: this.#matched.filter(({ normalized }) => normalized),
      unknown: this.#names.unk,
      origin: path.join(directory, origin),
    });
    const templates = readTemplates(property(json, 'post_processor'), path.join(directory, origin));
    const matched = this.#matched.filter(({ normalized }) => !normalized);
    return this.#finish(segmenter, matched, { templates });
  }

  sentencePiece(model: Uint8Array): Tokenizer {
    const { tokenizerConfig, directory } = this.files;
    const segmenter = readSentencePieceSegmenter(model, path.join(directory, 'spm.model'), {
      literal: this.#literal,
      lowercase: property(tokenizerConfig, 'do_lower_case') === true,
      splitsPunctuation: property(tokenizerConfig, 'split_by_punct') === true,
    });
    // The authors' SentencePiece tokenizer adds [MASK] after the vocabulary, and v2's own folders say so nowhere.
    return this.#finish(segmenter, this.#matched, { mask: segmenter.vocabulary.size });
  }

  bytePairs(vocab: unknown, merges: string): Tokenizer {
    const json = {
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
      model: { type: 'BPE', vocab, merges: mergeLines(merges), unk_token: this.#names.unk },
    };
    return this.json(json, '(vocab.json, merges.txt)');
  }

  /** BERT's own files: its tokenizer lowers case unless told not to. */
  wordPieces(vocabulary: string): Tokenizer {
    const option = (key: string) => property(this.files.tokenizerConfig, key);
    const tokens = vocabulary.split(/\r?\n/);
    if (tokens.at(-1) === '') tokens.pop();
    const json = {
      normalizer: {
        type: 'BertNormalizer',
        lowercase: option('do_lower_case') !== false,
        strip_accents: option('strip_accents'),
        handle_chinese_chars: option('tokenize_chinese_chars') !== false,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      model: { type: 'WordPiece', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) },
    };
    return this.json(json, 'vocab.txt');
  }

  /** Added tokens that a text can become. */
  get #matched(): AddedToken[] {
    return this.#added.filter(({ text }) => !this.#literal.has(text));
  }

  /** `mask` is the id of [MASK] where no file gives it one. */
  #finish(
    segmenter: Segmenter,
    matched: readonly AddedToken[],
    { templates, mask }: { readonly templates?: RowTemplates; readonly mask?: number },
  ): Tokenizer {
    const special = specialIds(this.#names, this.#added, segmenter.vocabulary, mask);
    const roles = (Object.keys(special) as (keyof SpecialNames)[]).map((role) => ({
      id: special[role],
      text: this.#names[role],
    }));
    const numbered = [...this.#added, ...roles];
    const known = new Set([...numbered.map(({ text }) => text), ...this.#literal]);
    const nextId = numbered.reduce((next, { id }) => Math.max(next, id + 1), segmenter.vocabulary.size);
    const others = unnumberedTokens(this.files, known, (text) => segmenter.vocabulary.idOf(text), nextId);
    const spellings = new Map([...numbered, ...others].map(({ id, text }) => [id, text]));
    const isKnown = (id: number) => spellings.has(id) || segmenter.vocabulary.token(id) !== undefined;
    const rows = templates ?? classicTemplates(special);
    const stranger = [...rows.single, ...rows.pair].find((slot) => 'id' in slot && !isKnown(slot.id));
    if (stranger !== undefined && 'id' in stranger) {
      throw new TokenizerError(
        plain`tokenizer.json puts the token ${stranger.id} around texts, but the vocabulary does not have it. Download the tokenizer files again.`,
      );
    }
    return new SegmentedTokenizer(segmenter, special, rows, spellings, [...matched, ...others]);
  }
}
