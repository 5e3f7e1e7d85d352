import { plain } from '../../../base/plainText';
import { ReplaceNormalizer } from '@huggingface/tokenizers';
import vm from 'node:vm';
import { TokenizerError } from '../../../protocol/errors';
import type { TextRange } from '../../../protocol/text';
import { property } from '../json';

/** A stretch of a text, and whether the pattern matches it; stretches follow each other without gaps. */
export interface Stretch extends TextRange {
  readonly isMatch: boolean;
}

/** Cuts a text at its matches. @throws TokenizerError when that takes too long */
export type Pattern = (text: string) => Stretch[];

/** Units of an expression; the longest of published tokenizers has some 250. */
const maxExpressionLength = 1000;

/** For the matches in one text; ordinary ones take microseconds. */
const maxMilliseconds = 1000;

/**
 * An expression whose alternatives are rows of single characters of which only the last may repeat, without a bound or
 * with one of a single digit: it takes linear time, as {999} would not where it fails. The expressions that DeBERTa's
 * own tokenizers have are of this kind.
 */
const character = String.raw`(?:\\[pP]\{\^?\w+\}|\\[^\dkgGKRXpPxuQE]|\[\^?(?:\\[pP]\{\^?\w+\}|\\[^pPxu]|[^\\[\]&])+\]|[^\\[\](){}|*+?])`;
const alternative = String.raw`${character}*(?:${character}(?:[*+?]|\{\d(?:,\d?)?\})\??)?`;
const plainExpression = new RegExp(`^${alternative}(?:\\|${alternative})*$`, 'u');

/**
 * A `{"String": …}` or `{"Regex": …}` of a tokenizer.json. The library turns Oniguruma's expressions into JavaScript's.
 * They come from strangers, and most engines need exponential time for some, so all but plain ones run under a time
 * limit, which V8 looks at whenever it backtracks. Engines in linear time (RE2) know no look-ahead, which GPT-2's
 * expression has, and checks beforehand refuse right ones.
 * @throws TokenizerError naming `origin` when there is no pattern, or none that can be read
 */
export function readPattern(json: unknown, origin: string): Pattern {
  const literal = property(json, 'String');
  if (typeof literal === 'string' && literal.length > 0)
    return (text) => stretches(text, literalMatches(text, literal));
  const source = property(json, 'Regex');
  if (typeof source !== 'string' || source.length > maxExpressionLength) throw unreadable(json, origin);
  const expression = translated(source, origin);
  const matches = (text: string): TextRange[] =>
    Array.from(text.matchAll(expression), (match) => ({ start: match.index, end: match.index + match[0].length }));
  if (plainExpression.test(source)) return (text) => stretches(text, matches(text));
  return (text) =>
    stretches(
      text,
      withinTime(() => matches(text), source, origin),
    );
}

/** Cuts a text at each character that `isMatch` holds of. */
export function characterPattern(isMatch: (character: string) => boolean): Pattern {
  return (text) => {
    const found: TextRange[] = [];
    let offset = 0;
    for (const one of text) {
      if (isMatch(one)) found.push({ start: offset, end: offset + one.length });
      offset += one.length;
    }
    return stretches(text, found);
  };
}

/** Cuts a text at the matches of an expression of our own. */
export function expressionPattern(expression: RegExp): Pattern {
  return (text) =>
    stretches(
      text,
      Array.from(text.matchAll(expression), (match) => ({ start: match.index, end: match.index + match[0].length })),
    );
}

function literalMatches(text: string, literal: string): TextRange[] {
  const found: TextRange[] = [];
  for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, start + literal.length))
    found.push({ start, end: start + literal.length });
  return found;
}

function stretches(text: string, matches: readonly TextRange[]): Stretch[] {
  const found: Stretch[] = [];
  let offset = 0;
  for (const { start, end } of matches) {
    // Oniguruma doesn't count an empty match right after another one.
    if (start === end && start === offset && offset > 0) continue;
    if (start > offset) found.push({ start: offset, end: start, isMatch: false });
    found.push({ start, end, isMatch: true });
    offset = end;
  }
  if (offset < text.length) found.push({ start: offset, end: text.length, isMatch: false });
  return found;
}

function translated(source: string, origin: string): RegExp {
  try {
    const { pattern } = new ReplaceNormalizer({ type: 'Replace', pattern: { Regex: source }, content: '' });
    // What is too large to be compiled is only found out here.
    if (pattern !== null && pattern.test('') !== undefined) return pattern;
  } catch (error) {
    throw unreadable({ Regex: source }, origin, error);
  }
  throw unreadable({ Regex: source }, origin);
}

const limited = { context: vm.createContext(), script: new vm.Script('run()') };

function withinTime<T>(run: () => T, source: string, origin: string): T {
  try {
    limited.context['run'] = run;
    return limited.script.runInContext(limited.context, { timeout: maxMilliseconds }) as T;
  } catch (error) {
    throw new TokenizerError(
      plain`The expression ${shown(source)} in ${origin} takes too long on this text. Put the checkpoint's spm.model, or vocab.json and merges.txt, in place of the file.`,
      { cause: error },
    );
  }
}

function unreadable(json: unknown, origin: string, cause?: unknown): TokenizerError {
  return new TokenizerError(
    plain`${origin} has the pattern ${shown(json)}, which is not supported. Put the checkpoint's spm.model, or vocab.json and merges.txt, in place of the file.`,
    { cause },
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 200);
}
