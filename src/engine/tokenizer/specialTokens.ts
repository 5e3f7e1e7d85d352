import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { AddedToken, SpecialTokenFiles } from './addedTokens';
import { property } from './json';
import type { SpecialIds } from './tokenizer';
import type { Vocabulary } from './segmenter';

/** Spellings by role, Hugging Face's keys (`cls_token`, ...) or DeBERTa's own spelling where the files have none. */
export interface SpecialNames {
  readonly cls: string;
  readonly sep: string;
  readonly mask: string;
  readonly pad: string;
  readonly unk: string;
}

/** Spellings of special tokens that a text never becomes, whatever the files say: a writer's "[SEP]" is text. */
export function literalNames(files: SpecialTokenFiles, names: SpecialNames): ReadonlySet<string> {
  const ends = ['bos_token', 'eos_token'].flatMap((role) => spelling(files, role) ?? []);
  return new Set([...Object.values<string>({ ...names }), ...ends]);
}

export function specialNames(files: SpecialTokenFiles): SpecialNames {
  const name = (role: string, standard: string): string => spelling(files, role) ?? standard;
  return {
    cls: name('cls_token', '[CLS]'),
    sep: name('sep_token', '[SEP]'),
    mask: name('mask_token', '[MASK]'),
    pad: name('pad_token', '[PAD]'),
    unk: name('unk_token', '[UNK]'),
  };
}

/**
 * Ids by role; `maskOtherwise` is [MASK]'s where no file gives it one.
 * @throws TokenizerError naming the token and the files to add.
 */
export function specialIds(
  names: SpecialNames,
  added: readonly AddedToken[],
  vocabulary: Vocabulary,
  maskOtherwise: number | undefined,
): SpecialIds {
  const idOf = (name: string, fallback?: number): number => {
    const id = added.find((token) => token.text === name)?.id ?? vocabulary.idOf(name) ?? fallback;
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

/** A tokenizer_config.json with `added_tokens_decoder` comes before special_tokens_map.json, an older one after it. */
function spelling({ tokenizerConfig, specialTokensMap }: SpecialTokenFiles, role: string): string | undefined {
  const saysAll = property(tokenizerConfig, 'added_tokens_decoder') !== undefined;
  const [first, second] = saysAll ? [tokenizerConfig, specialTokensMap] : [specialTokensMap, tokenizerConfig];
  return contentOf(property(first, role)) ?? contentOf(property(second, role));
}

/** A special token is written as its text, or as an object with it. */
function contentOf(value: unknown): string | undefined {
  const content = typeof value === 'string' ? value : property(value, 'content');
  return typeof content === 'string' && content.length > 0 ? content : undefined;
}
