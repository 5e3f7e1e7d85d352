declare const isPlain: unique symbol;

/** Words to show to a person: foreign parts appear as text, of bounded length, and can neither act nor hide. */
export type PlainText = string & { readonly [isPlain]: true };

/** Characters of a foreign text in a sentence, and of a whole message. */
const maxPartLength = 400;
const maxMessageLength = 2000;

const blanks = /[\t-\r \u0085\u2028\u2029]+/g;

/** Letters of scripts that are written with joiners, such as Arabic and Devanagari. */
const joined = String.raw`(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Han}|\p{Script=Common}|\p{Script=Inherited})[\p{L}\p{M}]`;

/**
 * Characters without a picture, the first group where they shape what stands before them, as in 👩‍🚀 and in Persian.
 */
const unseen = new RegExp(
  [
    String.raw`((?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
    String.raw`(?<=[\p{Emoji}\p{Ideographic}])[\ufe00-\ufe0f]`,
    String.raw`(?<=${joined})[\u200c\u200d](?=[\p{L}\p{M}]))`,
    String.raw`(?![\t\n\r])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffb]`,
  ].join('|'),
  'gu',
);

/**
 * The text with every character in sight: escape and control characters, overrides of the direction, and what has no
 * width are written as in JSON, e.g. `\u202e`; half a surrogate pair is U+FFFD. Tabs and line breaks stay.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character, kept?: string) => {
    if (kept !== undefined) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code < 0xe000) return '\ufffd';
    const digits = code.toString(16);
    return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
  });
}

/** A foreign text: one line, all visible, without VS Code's links, at most `maxLength` characters long. */
export function plainText(text: string, maxLength = maxMessageLength): PlainText {
  return shortened(unlinked(visible(shortened(text, 4 * maxLength).replace(blanks, ' '))), maxLength) as PlainText;
}

/**
 * Tag of all messages: the words are ours, and what is put into them is foreign, unless it is a number. Between
 * quotation marks it cannot end the quotation.
 */
export function plain(
  words: TemplateStringsArray,
  ...values: readonly (string | number | bigint | boolean)[]
): PlainText {
  let text = words[0] ?? '';
  for (const [index, value] of values.entries()) {
    const mark = closingMarks[text.at(-1) ?? ''];
    const part = plainText(`${value}`, maxPartLength);
    text += (mark === undefined ? part : part.replaceAll(mark, `\\${mark}`)) + (words[index + 1] ?? '');
  }
  return unlinked(text);
}

export function sentences(...messages: readonly PlainText[]): PlainText {
  return messages.filter((message) => message.length > 0).join(' ') as PlainText;
}

const closingMarks: Readonly<Record<string, string>> = { '"': '"', '“': '”' };

/** Keeps beginning and end: both matter in a path or an address. */
function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = Math.floor(maxLength / 3);
  const [first, last] = [text.slice(0, maxLength - end - 1), text.slice(-end)];
  // No half of a surrogate pair.
  return `${first.replace(/[\ud800-\udbff]$/, '')}…${last.replace(/^[\udc00-\udfff]/, '')}`;
}

/** VS Code makes a link of `[text](address)` in messages and prompts, and of none where a space parts the brackets. */
function unlinked(text: string): PlainText {
  return text.replaceAll('](', '] (') as PlainText;
}
