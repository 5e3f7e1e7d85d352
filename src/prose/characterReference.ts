import { decodeNamedCharacterReference } from 'decode-named-character-reference';

/** What `&name;`, `&#1234;` or `&#x12ab;` stands for; an unknown name stands for itself. */
export function decodedReference(reference: string): string {
  const number = /^&#(?:x([0-9a-f]+)|(\d+));$/i.exec(reference);
  if (number === null) return decodeNamedCharacterReference(reference.slice(1, -1)) || reference;
  const code = number[1] === undefined ? Number(number[2]) : parseInt(number[1], 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}

/** A character as HTML, Markdown and AsciiDoc write it where it would be markup. */
export function numericReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
