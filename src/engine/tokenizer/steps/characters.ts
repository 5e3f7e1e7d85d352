/** What Rust's and Hugging Face's libraries mean by white space, punctuation and words; JavaScript's `\s`, `\d` and `\w` mean other things. */

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
