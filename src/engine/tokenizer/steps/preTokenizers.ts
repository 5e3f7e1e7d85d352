import type { AlignedText } from './alignedText';
import { byteCharacters, isPunctuation, isWhiteSpace } from './characters';
import { property, typeOf } from '../json';
import { readNormalizer, unknownStep } from './normalizers';
import { characterPattern, expressionPattern, readPattern, type Pattern, type Stretch } from './pattern';
import { spaceMark } from '../sentencePiece/sentencePieceNormalizer';

/** A step of `pre_tokenizer`: cuts a part of a text into smaller ones. `isFirst`: the part begins the whole text. */
export type PreTokenizer = (part: AlignedText, isFirst: boolean) => AlignedText[];

/** What becomes of the matches of a pattern at which a text is cut (tokenizers/src/tokenizer/pattern.rs). */
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
type Behavior = (typeof behaviors)[number];

/**
 * GPT-2's cutting into words (encoder.py). `\s` there is Unicode's White_Space; JavaScript's, which the library's
 * `ByteLevel` uses, takes U+FEFF in and leaves U+0085 out.
 */
export const gpt2Words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Words, and what is between words and white space. JavaScript's `\w` lacks the marks of joined letters. */
const wordsAndSigns =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;

/**
 * The `pre_tokenizer` of a tokenizer.json as steps. They are ours for the reasons that normalizers are.
 * @throws TokenizerError naming `origin` and the step that cannot be read
 */
export function readPreTokenizer(json: unknown, origin: string): PreTokenizer[] {
  if (json === undefined || json === null) return [];
  const type = typeOf(json);
  if (type === 'Sequence') {
    const steps = property(json, 'pretokenizers');
    if (Array.isArray(steps)) return steps.flatMap((step: unknown) => readPreTokenizer(step, origin));
  }
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const steps = reader?.(json, origin);
  if (steps !== undefined) return steps;
  throw unknownStep(json, origin);
}

/** By `type`; undefined where a field is missing or has a strange value. */
const readers: Readonly<Record<string, (json: unknown, origin: string) => PreTokenizer[] | undefined>> = {
  Whitespace: () => [split(expressionPattern(wordsAndSigns), 'Removed', true)],
  WhitespaceSplit: () => [split(characterPattern(isWhiteSpace), 'Removed')],
  BertPreTokenizer: () => [
    split(characterPattern(isWhiteSpace), 'Removed'),
    split(characterPattern(isPunctuation), 'Isolated'),
  ],
  Punctuation: (json) => {
    const behavior = behaviorOf(json, 'Isolated');
    return behavior && [split(characterPattern(isPunctuation), behavior)];
  },
  Digits: (json) => {
    const isDigit = (character: string) => /^\p{N}/u.test(character);
    const each = property(json, 'individual_digits') === true;
    return [split(characterPattern(isDigit), each ? 'Isolated' : 'Contiguous')];
  },
  CharDelimiterSplit: (json) => {
    const delimiter = property(json, 'delimiter');
    return typeof delimiter === 'string'
      ? [
          split(
            characterPattern((character) => character === delimiter),
            'Removed',
          ),
        ]
      : undefined;
  },
  Split: (json, origin) => {
    const behavior = behaviorOf(json, undefined);
    const given = property(json, 'pattern');
    if (behavior === undefined || given === undefined) return undefined;
    return [split(readPattern(given, origin), behavior, property(json, 'invert') === true)];
  },
  ByteLevel: (json, origin) => {
    const steps: PreTokenizer[] = [];
    if (property(json, 'add_prefix_space') === true)
      steps.push((part) => [part.text.startsWith(' ') ? part : part.prepended(' ')]);
    if (property(json, 'use_regex') !== false) steps.push(split(expressionPattern(gpt2Words), 'Isolated'));
    const [bytes] = readNormalizer({ type: 'ByteLevel' }, origin);
    return bytes && [...steps, (part) => [bytes(part)]];
  },
  Metaspace: (json) => {
    const mark = metaspaceMark(json);
    const scheme = prependScheme(json);
    if (scheme === undefined) return undefined;
    const cut =
      property(json, 'split') === false
        ? (part: AlignedText) => [part]
        : split(
            characterPattern((character) => character === mark),
            'MergedWithNext',
          );
    return [
      (part, isFirst) => {
        const marked = part.mapped((character) => (character === ' ' ? mark : character));
        const wantsMark = scheme === 'always' || (scheme === 'first' && isFirst && part.range(0, 1).start === 0);
        return cut(wantsMark && !marked.text.startsWith(mark) ? marked.prepended(mark) : marked, isFirst);
      },
    ];
  },
};

/** The character that steps write for a space, which is part of a word's first entry. */
export function spaceMarkOf(json: unknown): string | undefined {
  const steps = property(json, 'pretokenizers') ?? property(json, 'normalizers');
  if (Array.isArray(steps)) return steps.map(spaceMarkOf).find((mark) => mark !== undefined);
  const content = property(json, 'content');
  if (typeOf(json) === 'ByteLevel') return byteCharacters[0x20];
  if (typeOf(json) === 'Metaspace') return metaspaceMark(json);
  const replacesSpace = property(property(json, 'pattern'), 'String') === ' ' && content !== ' ';
  return replacesSpace && typeof content === 'string' && content.length === 1 ? content : undefined;
}

function metaspaceMark(json: unknown): string {
  const mark = property(json, 'replacement');
  return typeof mark === 'string' && mark.length > 0 ? mark : spaceMark;
}

/** Since 2023 `prepend_scheme`, before that `add_prefix_space`. */
function prependScheme(json: unknown): string | undefined {
  if (property(json, 'add_prefix_space') === false) return 'never';
  const scheme = property(json, 'prepend_scheme') ?? 'always';
  return ['always', 'first', 'never'].find((one) => one === scheme);
}

function behaviorOf(json: unknown, fallback: Behavior | undefined): Behavior | undefined {
  const given = property(json, 'behavior') ?? fallback;
  return behaviors.find((one) => one === given);
}

/** Cuts at the matches of a pattern, or with `isInverted` at what lies between them. */
export function split(pattern: Pattern, behavior: Behavior, isInverted = false): PreTokenizer {
  return (part) => {
    const found = pattern(part.text);
    const stretches = isInverted ? found.map((one) => ({ ...one, isMatch: !one.isMatch })) : found;
    return merged(stretches, behavior)
      .filter(({ start, end }) => end > start)
      .map(({ start, end }) => part.slice(start, end));
  };
}

function merged(stretches: readonly Stretch[], behavior: Behavior): readonly Stretch[] {
  if (behavior === 'Isolated') return stretches;
  if (behavior === 'Removed') return stretches.filter(({ isMatch }) => !isMatch);
  if (behavior === 'MergedWithNext') {
    // In reverse, so that the next one is the one before.
    const found = joinedTo(stretches.toReversed(), (one, before) => one.isMatch && !before);
    return found.reverse();
  }
  return joinedTo(stretches, (one, before) =>
    behavior === 'Contiguous' ? one.isMatch === before : one.isMatch && !before,
  );
}

/** Joins a stretch to the last one when `joins` says so of it and of whether the one before it was a match. */
function joinedTo(stretches: readonly Stretch[], joins: (stretch: Stretch, before: boolean) => boolean): Stretch[] {
  const found: Stretch[] = [];
  let before = false;
  for (const stretch of stretches) {
    const last = found.at(-1);
    if (last !== undefined && joins(stretch, before)) {
      found[found.length - 1] = {
        ...last,
        start: Math.min(last.start, stretch.start),
        end: Math.max(last.end, stretch.end),
      };
    } else found.push(stretch);
    before = stretch.isMatch;
  }
  return found;
}
