import type { Code, Construct, Extension, State, TokenizeContext, Effects } from 'micromark-util-types';

const dollar = 36;
const backslash = 92;

const isBreak = (code: Code) => code !== null && code >= -5 && code <= -3;
const isWhite = (code: Code) => code === null || code < 0 || code === 32;
const isDigit = (code: Code) => code !== null && code >= 48 && code <= 57;

/**
 * `$x$` and `$$x$$` in a line of text. Unlike micromark's own rule, and like Pandoc's, a single dollar sign opens
 * mathematics only before a character and closes it only after one and not before a digit: `$5 or $6` is prose. What is
 * in it are tokens, too, apart from line ends: without them micromark does not come to an end where a container
 * follows.
 */
function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let open = 0;
  let close = 0;
  let before: Code = null;
  const consume = (code: Code) => {
    before = code;
    effects.consume(code);
  };
  const opening: State = (code) => {
    if (code === dollar) {
      if (++open > 2) return nok(code);
      consume(code);
      return opening;
    }
    return open === 1 && isWhite(code) ? nok(code) : data(code);
  };
  const data: State = (code) => {
    if (code === null) return nok(code);
    if (code === dollar && !(open === 1 && isWhite(before))) {
      close = 0;
      return closing(code);
    }
    if (isBreak(code)) {
      effects.exit('data');
      effects.enter('lineEnding');
      consume(code);
      effects.exit('lineEnding');
      effects.enter('data');
      return data;
    }
    consume(code);
    return code === backslash ? escaped : data;
  };
  const escaped: State = (code) => {
    if (code !== dollar && code !== backslash) return data(code);
    consume(code);
    return data;
  };
  const closing: State = (code) => {
    if (code === dollar && close < open) {
      close++;
      effects.consume(code);
      return closing;
    }
    if (close !== open || code === dollar || (open === 1 && isDigit(code))) return data(code);
    effects.exit('data');
    effects.exit('mathText');
    return ok(code);
  };
  return (code) => {
    effects.enter('mathText');
    effects.enter('data');
    return opening(code);
  };
}

const construct: Construct = { name: 'mathText', tokenize };

/** Micromark's syntax extension for mathematics within text. */
export const dollarMath: Extension = { text: { [dollar]: construct } };

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mathText: 'mathText';
  }
}
