import { visible } from './plainText';

/** A number with its sign, by itself or followed by words: it can't become a formula. */
const number = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?(\s?[%°\p{L}][\p{L}\p{M}\p{N} .,:?%°’]*)?$/iu;

/** What a spreadsheet takes for the beginning of a formula, in all the widths that it reads. */
const sign = String.raw`[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212]`;

/** What a spreadsheet drops before a formula, and quotation marks. */
const before = String.raw`["\s\p{Cc}\p{Default_Ignorable_Code_Point}]*`;

const formula = new RegExp(String.raw`^(?=${before}${sign}|[\t\r\n])`, 'u');

/**
 * A formula that would begin a cell where the table is read with another separator than the comma. A number stays: it
 * fills its cell, since the separator before it, or the line's end, follows.
 */
const laterFormula = new RegExp(
  String.raw`(?=${sign})(?<=[;|\t\r\n]${before})(?!(?<=([;|\t\r\n]) *)[-+]?[\d.]+(?:\1|[\r\n]))`,
  'gu',
);

const controls = /(?![\t\r\n])\p{Cc}/gu;

/**
 * Cells as a line of CSV (RFC 4180). No text becomes a formula in a spreadsheet: an apostrophe stands before what would
 * begin one (OWASP, “CSV injection”), whatever the separator; numbers stay numbers. Control characters, which RFC 4180
 * has no place for, are written as `\u001b`. Everything else is unchanged.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => quoted(typeof cell === 'number' || number.test(cell) ? `${cell}` : harmless(cell))).join(',')}\r\n`;
}

function harmless(text: string): string {
  return text
    .replace(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(formula, "'")
    .replace(laterFormula, "'");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Control characters that JSON leaves as they are, overrides of the direction, and what has no width. */
const unseen = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as JSON on one line, with invisible characters as `\u…`, which reads as the same value. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text in a cell of a Markdown table: no sign of it is markup, and no address a link. */
export function markdownCell(text: string): string {
  return visible(text.replace(/\s+/g, ' '))
    .replace(/[\\|`*_[\]<>~&$@]|\/(?=\/)|(?<=www)\./gi, '\\$&')
    .trim();
}
