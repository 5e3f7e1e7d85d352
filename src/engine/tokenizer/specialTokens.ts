import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { Segmenter } from './segmenter';
import type { SpecialIds } from './tokenizer';
import { largestVocabulary } from './unigramVocabulary';

/** A token that a checkpoint's files add to the vocabulary, or name again with an id. */
export interface AddedToken {
  readonly id: number;
  readonly text: string;
}

/** The files beside a vocabulary that name special and added tokens, as parsed JSON; undefined where there is none. */
interface SpecialTokenFiles {
  readonly tokenizerConfig?: unknown;
  readonly specialTokensMap?: unknown;
  readonly addedTokens?: unknown;
  /** `added_tokens` of a tokenizer.json. */
  readonly fastAddedTokens?: unknown;
}

/** Spellings by role, Hugging Face's keys (`cls_token`, ...) or DeBERTa's own spelling where the files have none. */
export interface SpecialNames {
  readonly cls: string;
  readonly sep: string;
  readonly mask: string;
  readonly pad: string;
  readonly unk: string;
}

/** Reads the special tokens' spellings. */
export function specialNames(files: SpecialTokenFiles): SpecialNames {
  const name = (role: string, standard: string): string =>
    contentOf(property(files.tokenizerConfig, role)) ?? contentOf(property(files.specialTokensMap, role)) ?? standard;
  return {
    cls: name('cls_token', '[CLS]'),
    sep: name('sep_token', '[SEP]'),
    mask: name('mask_token', '[MASK]'),
    pad: name('pad_token', '[PAD]'),
    unk: name('unk_token', '[UNK]'),
  };
}

/** All added tokens, the special ones among them, of whichever file names them. @throws TokenizerError for an impossible id. */
export function addedTokens(files: SpecialTokenFiles): AddedToken[] {
  const fast = Array.isArray(files.fastAddedTokens)
    ? files.fastAddedTokens.map((entry: unknown) => tokenOf(property(entry, 'content'), property(entry, 'id')))
    : [];
  const old = entriesOf(files.addedTokens).map(([text, id]) => tokenOf(text, id));
  const decoder = entriesOf(property(files.tokenizerConfig, 'added_tokens_decoder')).map(([id, entry]) =>
    tokenOf(property(entry, 'content'), Number(id)),
  );
  return [...fast, ...old, ...decoder];
}

/**
 * Ids by role; `maskOtherwise` is [MASK]'s where no file gives it one.
 * @throws TokenizerError naming the token and the files to add.
 */
export function specialIds(
  names: SpecialNames,
  added: readonly AddedToken[],
  segmenter: Segmenter,
  maskOtherwise: number | undefined,
): SpecialIds {
  const idOf = (name: string, otherwise?: number): number => {
    const id = added.find((token) => token.text === name)?.id ?? segmenter.idOf(name) ?? otherwise;
    if (id !== undefined) return id;
    throw new TokenizerError(
      plain`The vocabulary has no token "${name}". Add the checkpoint's tokenizer_config.json, which names its special tokens.`,
    );
  };
  return {
    cls: idOf(names.cls),
    sep: idOf(names.sep),
    mask: idOf(names.mask, maskOtherwise),
    pad: idOf(names.pad),
    unk: idOf(names.unk),
  };
}

/** A property of parsed JSON; undefined where the value is no object or has no such key of its own. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A special token is written as its text, or as an object with it. */
function contentOf(value: unknown): string | undefined {
  const content = typeof value === 'string' ? value : property(value, 'content');
  return typeof content === 'string' && content.length > 0 ? content : undefined;
}

function tokenOf(text: unknown, id: unknown): AddedToken {
  if (
    typeof text !== 'string' ||
    typeof id !== 'number' ||
    !Number.isInteger(id) ||
    id < 0 ||
    id >= largestVocabulary
  ) {
    throw new TokenizerError(
      plain`An added token of the tokenizer files has the text ${JSON.stringify(text)} and the id ${String(id)}. Download tokenizer_config.json again.`,
    );
  }
  return { text, id };
}
