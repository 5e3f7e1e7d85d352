/** How far a tag, an expression or a template is read before it is taken for text. */
const reach = 4000;

/**
 * The end of the braces that open at `from`; undefined when they don't close. Quotation marks within protect braces.
 */
export function bracesEnd(text: string, from: number): number | undefined {
  let depth = 0;
  const end = Math.min(text.length, from + reach);
  for (let at = from; at < end; at++) {
    const sign = text[at]!;
    if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at + 1;
    else if (sign === '`' || sign === '"') {
      const close = text.indexOf(sign, at + 1);
      if (close >= 0 && close < end) at = close;
    }
  }
  return undefined;
}

/** The end of the JSX tag that opens at `from`, with expressions in its attributes; undefined when there is none. */
export function tagEnd(text: string, from: number): number | undefined {
  const end = Math.min(text.length, from + reach);
  for (let at = from + 1; at < end; at++) {
    const sign = text[at]!;
    if (sign === '>') return at + 1;
    if (sign === '<') return undefined;
    if (sign === '{') {
      const close = bracesEnd(text, at);
      if (close === undefined) return undefined;
      at = close - 1;
    } else if (sign === '"' || sign === "'") {
      const close = text.indexOf(sign, at + 1);
      if (close < 0 || close >= end) return undefined;
      at = close;
    } else if (sign === '\n' && text.slice(at + 1, at + 80).trimStart() === '') return undefined;
  }
  return undefined;
}
