import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { isWhiteSpace, isWordCharacter } from './steps/characters';
import { entriesOf, property } from './json';
import { PieceTrie } from './models/pieceTrie';
import { isVocabularyId } from './models/unigramVocabulary';

/** A token that a checkpoint's files add to the vocabulary, or name again with an id. */
export interface AddedToken {
  readonly id: number;
  readonly text: string;
  /** Only between characters that belong to no word. */
  readonly singleWord: boolean;
  /** Takes the white space before it. */
  readonly lstrip: boolean;
  /** Takes the white space after it. */
  readonly rstrip: boolean;
  /** Is looked for in the normalized text. */
  readonly normalized: boolean;
}

/** The files beside a vocabulary that name special and added tokens, as parsed JSON; undefined where there is none. */
export interface SpecialTokenFiles {
  readonly tokenizerConfig?: unknown;
  readonly specialTokensMap?: unknown;
  readonly addedTokens?: unknown;
  /** `added_tokens` of a tokenizer.json. */
  readonly fastAddedTokens?: unknown;
}

/** Far more than any added token has; it bounds the work at each letter of a text. */
const maxAddedLength = 1000;

/**
 * All added tokens, the special ones among them, each once. As in Transformers, ids are tokenizer.json's, and how a
 * token is looked for says `added_tokens_decoder`.
 * @throws TokenizerError for an impossible id
 */
export function addedTokens(files: SpecialTokenFiles): AddedToken[] {
  const decoder = entriesOf(property(files.tokenizerConfig, 'added_tokens_decoder')).map(([id, entry]) =>
    tokenOf(entry, Number(id)),
  );
  const described = new Map(decoder.map((token) => [token.text, token]));
  const fast = listOf(files.fastAddedTokens ?? []).map((entry) => {
    const token = tokenOf(entry, property(entry, 'id'));
    return { ...token, ...described.get(token.text), id: token.id };
  });
  const old = entriesOf(files.addedTokens).map(([text, id]) => tokenOf({ content: text }, id));
  const byText = new Map<string, AddedToken>();
  for (const token of [...fast, ...decoder, ...old]) if (!byText.has(token.text)) byText.set(token.text, token);
  return [...byText.values()];
}

/**
 * Tokens that the files name as special ones of the checkpoint's own and give no id: that of the vocabulary's entry, or
 * the next one that is free from `nextId` on, as Transformers does.
 */
export function unnumberedTokens(
  files: SpecialTokenFiles,
  known: ReadonlySet<string>,
  idOf: (text: string) => number | undefined,
  nextId: number,
): AddedToken[] {
  const named = [files.tokenizerConfig, files.specialTokensMap].flatMap((file) => [
    ...listOf(property(file, 'additional_special_tokens')),
    ...listOf(property(file, 'extra_special_tokens')),
  ]);
  const tokens = new Map<string, AddedToken>();
  let next = nextId;
  for (const entry of named) {
    const content = typeof entry === 'string' ? { content: entry, special: true } : entry;
    const text = property(content, 'content');
    if (typeof text !== 'string' || known.has(text) || tokens.has(text)) continue;
    tokens.set(text, tokenOf(content, idOf(text) ?? next++));
  }
  return [...tokens.values()];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : entriesOf(value).map(([, entry]) => entry);
}

function tokenOf(entry: unknown, id: unknown): AddedToken {
  const text = property(entry, 'content');
  if (typeof text !== 'string' || !isVocabularyId(id)) {
    throw new TokenizerError(
      plain`An added token of the tokenizer files has the text ${JSON.stringify(text)?.slice(0, 200)} and the id ${String(id)}. Download tokenizer_config.json again.`,
    );
  }
  if (text.length > maxAddedLength) {
    throw new TokenizerError(
      plain`The added token ${id} of the tokenizer files has ${text.length} characters, far more than any DeBERTa's. Use the checkpoint's own files.`,
    );
  }
  const is = (key: string) => property(entry, key) === true;
  const normalized = property(entry, 'normalized') ?? !is('special');
  return {
    id,
    text,
    singleWord: is('single_word'),
    lstrip: is('lstrip'),
    rstrip: is('rstrip'),
    normalized: normalized === true,
  };
}

/** A stretch of a text that is an added token with this id, or lies between such. */
interface AddedStretch extends TextRange {
  readonly id?: number;
}

/** Finds added tokens in a text, the longest where several begin (tokenizers/src/tokenizer/added_vocabulary.rs). */
export class AddedTokenMatcher {
  readonly #trie = new PieceTrie();

  constructor(private readonly tokens: readonly AddedToken[]) {
    tokens.forEach(({ text }, index) => {
      if (text.length > 0) this.#trie.set(text, index);
    });
  }

  /** Cuts a text that may be empty; a token doesn't count where `isTaken` says that the stretch has another meaning. */
  cut(text: string, isTaken: (start: number, end: number) => boolean): AddedStretch[] {
    if (this.tokens.length === 0) return text.length === 0 ? [] : [{ start: 0, end: text.length }];
    const stretches: AddedStretch[] = [];
    let covered = 0;
    for (let offset = 0; offset < text.length;) {
      const { value, end: found } = this.#trie.longest(text, offset, text.length);
      const token = this.tokens[value];
      if (token === undefined) {
        offset++;
        continue;
      }
      const begin = offset;
      offset = found;
      if (isTaken(begin, found) || (token.singleWord && !standsAlone(text, begin, found))) continue;
      const start = token.lstrip ? spaceStart(text, covered, begin) : begin;
      const end = token.rstrip ? spaceEnd(text, found) : found;
      if (start > covered) stretches.push({ start: covered, end: start });
      stretches.push({ start, end, id: token.id });
      // Another token in the white space that this one takes counts as well, as in Hugging Face's.
      covered = end;
    }
    if (covered < text.length) stretches.push({ start: covered, end: text.length });
    return stretches;
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  const before = /[^]$/u.exec(text.slice(Math.max(0, start - 2), start))?.[0];
  const after = text.codePointAt(end);
  return (
    (before === undefined || !isWordCharacter(before)) &&
    (after === undefined || !isWordCharacter(String.fromCodePoint(after)))
  );
}

/** All white space lies in the basic plane. */
function spaceStart(text: string, from: number, end: number): number {
  let start = end;
  while (start > from && isWhiteSpace(text.charAt(start - 1))) start--;
  return start;
}

function spaceEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWhiteSpace(text.charAt(end))) end++;
  return end;
}
