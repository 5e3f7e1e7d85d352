import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import { AlignedText, type CharacterChange } from './alignedText';
import { byteCharacters, isIdeograph, isWhiteSpace } from './characters';
import { property, typeOf } from '../json';
import { readPattern } from './pattern';
import { PrecompiledCharsmap } from './precompiledCharsmap';
import { inUnicodeForm, type UnicodeForm } from './unicodeForms';

/** A step of a tokenizer.json's `normalizer`. */
export type Normalizer = (text: AlignedText) => AlignedText;

/**
 * The `normalizer` of a tokenizer.json as steps. They are ours, since the library's return no offsets, and differ from
 * Hugging Face's Rust library, with which models are trained, on characters outside of the basic plane, accents,
 * controls and white space.
 * @throws TokenizerError naming `origin` and the step that cannot be read
 */
export function readNormalizer(json: unknown, origin: string): Normalizer[] {
  if (json === undefined || json === null) return [];
  const type = typeOf(json);
  if (type === 'Sequence') {
    const steps = property(json, 'normalizers');
    if (Array.isArray(steps)) return steps.flatMap((step: unknown) => readNormalizer(step, origin));
  }
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const step = reader?.(json, origin);
  if (step !== undefined) return [step];
  throw unknownStep(json, origin);
}

/** An unknown step is refused, since leaving it out would change results silently. */
export function unknownStep(step: unknown, origin: string): TokenizerError {
  return new TokenizerError(
    plain`${origin} has the step ${JSON.stringify(step).slice(0, 200)}, which is not supported. Put the checkpoint's spm.model, or vocab.json and merges.txt, in its place.`,
  );
}

/** By `type`; undefined where a field is missing. */
const readers: Readonly<Record<string, (json: unknown, origin: string) => Normalizer | undefined>> = {
  NFC: () => unicodeForm('NFC'),
  NFD: () => unicodeForm('NFD'),
  NFKC: () => unicodeForm('NFKC'),
  NFKD: () => unicodeForm('NFKD'),
  Lowercase: () => lowercase,
  StripAccents: () => (text) => without(text, /\p{M}/gu),
  Nmt: () => nmt,
  ByteLevel: () => byteLevel,
  Strip: (json) => {
    const [left, right] = ['strip_left', 'strip_right'].map((key) => property(json, key) !== false);
    return (text) => strip(text, left === true, right === true);
  },
  Prepend: (json) => {
    const prefix = property(json, 'prepend');
    return typeof prefix === 'string' ? (text) => text.prepended(prefix) : undefined;
  },
  Replace: (json, origin) => {
    const content = property(json, 'content');
    const given = property(json, 'pattern');
    if (typeof content !== 'string' || given === undefined) return undefined;
    const pattern = readPattern(given, origin);
    return (text) =>
      text.replaced(
        pattern(text.text).filter(({ isMatch }) => isMatch),
        content,
      );
  },
  Precompiled: (json, origin) => {
    const table = property(json, 'precompiled_charsmap');
    if (table === null || table === '') return (text) => text;
    if (typeof table !== 'string') return undefined;
    const charsmap = new PrecompiledCharsmap(Buffer.from(table, 'base64'), origin);
    return (text) => precompiled(text, charsmap);
  },
  BertNormalizer: (json) => {
    const lower = property(json, 'lowercase') !== false;
    const accents = property(json, 'strip_accents');
    return (text) => {
      let changed = text;
      if (property(json, 'clean_text') !== false) changed = clean(changed);
      if (property(json, 'handle_chinese_chars') !== false) changed = spacedIdeographs(changed);
      if (typeof accents === 'boolean' ? accents : lower) changed = without(inUnicodeForm(changed, 'NFD'), /\p{Mn}/gu);
      return lower ? lowercase(changed) : changed;
    };
  },
};

function unicodeForm(form: UnicodeForm): Normalizer {
  return (text) => inUnicodeForm(text, form);
}

/** Character by character: a final sigma isn't treated as one. */
export function lowercase(text: AlignedText): AlignedText {
  return text.text.toLowerCase() === text.text ? text : text.mapped((character) => character.toLowerCase());
}

function without(text: AlignedText, characters: RegExp): AlignedText {
  return text.replaced(
    Array.from(text.text.matchAll(characters), (match) => ({ start: match.index, end: match.index + match[0].length })),
    '',
  );
}

/** tokenizers/src/normalizers/unicode.rs, do_nmt: all controls but white space go, U+0080 to U+009F but two stay. */
function nmt(text: AlignedText): AlignedText {
  const gone = /(?![\0\t\n\f\r\x80-\x8E\x90-\x9E])\p{Cc}/gu;
  return without(text, gone).mapped((character) =>
    /[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/.test(character) ? ' ' : character,
  );
}

function byteLevel(text: AlignedText): AlignedText {
  return text.mapped(
    (character) =>
      (character < '\x80' ? byteCharacters[character.charCodeAt(0)] : undefined) ??
      Array.from(Buffer.from(character), (byte) => byteCharacters[byte]).join(''),
  );
}

function strip(text: AlignedText, left: boolean, right: boolean): AlignedText {
  const characters = [...text.text];
  const isKept = (character: string) => !isWhiteSpace(character);
  const first = left ? characters.findIndex(isKept) : 0;
  if (first < 0) return text.slice(0, 0);
  const last = right ? characters.findLastIndex(isKept) : characters.length - 1;
  const lengthOf = (part: readonly string[]) => part.reduce((sum, character) => sum + character.length, 0);
  return text.slice(lengthOf(characters.slice(0, first)), lengthOf(characters.slice(0, last + 1)));
}

/** tokenizers/src/normalizers/bert.rs, do_clean_text. */
function clean(text: AlignedText): AlignedText {
  return without(text, /(?![\t\n\r])[\0\uFFFD\p{Cc}\p{Cf}\p{Co}]/gu).mapped((character) =>
    isWhiteSpace(character) ? ' ' : character,
  );
}

function spacedIdeographs(text: AlignedText): AlignedText {
  const changes = function* (): Generator<CharacterChange> {
    for (const character of text.text) {
      if (!isIdeograph(character)) yield [character, 0];
      else
        yield* [
          [' ', 0],
          [character, 1],
          [' ', 1],
        ] as const;
    }
  };
  return text.changed(changes());
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Of UTF-8: longer graphemes are looked up character by character. */
const maxGraphemeLength = 5;

/** tokenizers/src/normalizers/precompiled.rs: graphemes, else characters; a rule for a beginning takes all of it. */
function precompiled(text: AlignedText, charsmap: PrecompiledCharsmap): AlignedText {
  const parts = text.aroundMasks().map((part) => {
    if (part.isMask(0)) return part;
    const changes = new PrecompiledChanges(charsmap);
    for (const { segment } of graphemes.segment(part.text)) changes.add(segment);
    return part.changed(changes.made, changes.skipped);
  });
  return AlignedText.joined(parts, text);
}

class PrecompiledChanges {
  readonly made: CharacterChange[] = [];
  /** Characters at the beginning that became nothing. */
  skipped = 0;

  constructor(private readonly charsmap: PrecompiledCharsmap) {}

  add(grapheme: string): void {
    const whole = Buffer.byteLength(grapheme) <= maxGraphemeLength ? this.charsmap.replacementOf(grapheme) : undefined;
    if (whole !== undefined) return this.#replace(grapheme, whole);
    for (const character of grapheme) {
      const replacement = this.charsmap.replacementOf(character);
      if (replacement === undefined) this.made.push([character, 0]);
      else this.#replace(character, replacement);
    }
  }

  #replace(old: string, replacement: string): void {
    const characters = [...replacement];
    const more = characters.length - [...old].length;
    characters.forEach((character, i) => this.made.push([character, i >= characters.length - more ? 1 : 0]));
    if (more >= 0) return;
    const last = this.made.pop();
    if (last === undefined) this.skipped -= more;
    else this.made.push([last[0], last[1] + more]);
  }
}
