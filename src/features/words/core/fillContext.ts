import { wordAtEnd, wordAtStart } from '../../../base/word';
import { toText } from '../../../prose/proseBlock';
import type { ProsePassage } from '../../../prose/prosePassage';
import { beginsSentence } from '../../../prose/sentences';
import { contextWindow } from './contextWindow';
import { isPlain, type WordPlace } from './wordPlace';

/**
 * Where a word may be suggested, in the text around it; an empty stretch at a space. The text before it is empty, or
 * ends with white space or an opening mark; the text after it begins with white space or punctuation.
 */
export interface FillContext extends WordPlace {
  /** The part of the word that is typed left of the caret; empty at a space. */
  readonly typed: string;
  /** The part of the word right of the caret; empty unless the caret is inside a word. */
  readonly rest: string;
  /** Whether a space must follow the suggestion, because the next word stands right at the caret. */
  readonly needsSpace: boolean;
  /** Whether the word begins a sentence. */
  readonly sentenceStart: boolean;
}

const opensWord = /(?:\s|[([{"“‘«„¿¡—–]|(?:^|[\s([{"“])'|(?:^|[^\p{L}\p{N}*_])[*_]{1,3})$/u;
/** What makes the typed letters part of an identifier, an address or a file name. */
const continuesName = /^(?:[\p{L}\p{N}_\\@/]|\.[\p{L}\p{N}])/u;

/**
 * The context of a suggestion at `caret`, about `characters` long; undefined where none belongs: in code, in an
 * identifier or a number, after punctuation, without any text around.
 */
export function fillContext(
  passage: ProsePassage | undefined,
  caret: number,
  characters: number,
): FillContext | undefined {
  if (passage === undefined) return undefined;
  const { block } = passage;
  const place = toText(block, caret);
  if (place === undefined || endsInUnfinishedMarkup(block.text.slice(0, place))) return undefined;
  const [soFar, ahead] = [block.text.slice(0, place), block.text.slice(place)];
  const typed = wordAtEnd(soFar).replace(/^['’-]+/, '');
  // A quotation mark or a hyphen after the last letter is not part of the word.
  const rest = typed === '' ? '' : wordAtStart(ahead).replace(/['’-]+$/, '');
  const word = { start: place - typed.length, end: place + rest.length };
  if (typed !== '' && !isPlain(block, word)) return undefined;
  const before = soFar.slice(0, soFar.length - typed.length);
  const window = contextWindow(passage, word, characters);
  const [left, right] = [window.before.trimStart(), window.after.trimEnd()];
  if (left !== '' && !opensWord.test(left)) return undefined;
  if (typed !== '' && continuesName.test(right)) return undefined;
  if (!/\p{L}/u.test(left + right)) return undefined;
  const needsSpace = typed === '' && /^[\p{L}\p{N}]/u.test(right);
  return {
    text: left + typed + rest + (needsSpace ? ' ' : '') + right.replace(/^\s+/, ' '),
    range: { start: left.length, end: left.length + typed.length + rest.length },
    source: { start: caret - typed.length, end: caret + rest.length },
    typed,
    rest,
    needsSpace,
    sentenceStart: before.trim() === '' || (beginsSentence(before) && !/^\p{Ll}/u.test(ahead)),
  };
}

/** What a writer has opened and not closed: an address, a tag, a comment, an attribute, a reference. */
const opened =
  /\]\([^)]*$|\]\[[^\]]*$|<[a-z/!][^<>\s]*(?:\s+[\w:-]+="[^"]*")*(?:\s+[\w:-]*(?:="[^"]*)?)?$|<!--(?:(?!-->)[^])*$|<<[^<>]*$|\{[\w-]*$|:[a-z]+:`[^`]*$/i;
const openedMath = /(?:^|[^\\$\p{L}\p{N}])\$(?![\s\d$])[^$]*$/u;
/** Characters before the caret within which an opening is looked for. */
const reach = 500;

/**
 * Whether `before`, the text of a block up to the caret, ends within code, mathematics, an address or a tag that is not
 * closed yet and so is still text.
 */
function endsInUnfinishedMarkup(before: string): boolean {
  const near = before.slice(-reach);
  // Closed code has left the text, or comes in pairs where the language has no code.
  const runs = near.match(/`+/g)?.length ?? 0;
  return runs % 2 === 1 || opened.test(near) || openedMath.test(near);
}
