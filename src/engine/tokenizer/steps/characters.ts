/** White space, punctuation and words as Rust and Hugging Face define them; JavaScript's `\s`, `\d` and `\w` differ. */

export function isWhiteSpace(character: string): boolean {
  return /^\p{White_Space}/u.test(character);
}

/** BERT's punctuation: Unicode's, and all other printable ASCII but letters, digits and the space. */
export function isPunctuation(character: string): boolean {
  return /^[\p{P}!-/:-@[-`{-~]/u.test(character);
}

/** A letter, digit, mark or connector, as `\w` in Rust's expressions. */
export function isWordCharacter(character: string): boolean {
  return /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u.test(character);
}

/** A character of the ideographs' blocks, which BERT writes spaces around. */
export function isIdeograph(character: string): boolean {
  return /^[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/u.test(
    character,
  );
}

/**
 * GPT-2's spelling of bytes as printable characters (openai/gpt-2, encoder.py, bytes_to_unicode): printable Latin-1
 * bytes stand for themselves, the others for U+0100 on. `byteCharacters[byte]` is the character, 'Ġ' for a space.
 */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(printable ? byte : next++);
  });
})();

const byteOfCharacter = new Map(byteCharacters.map((character, byte) => [character, byte]));

/** The bytes that a byte-level spelling stands for; undefined when it has a character outside the alphabet. */
export function bytesOfSpelling(spelling: string): Uint8Array | undefined {
  const bytes = new Uint8Array(spelling.length);
  for (let i = 0; i < spelling.length; i++) {
    const byte = byteOfCharacter.get(spelling.charAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
