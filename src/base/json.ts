/** Control characters that JSON leaves as they are, overrides of the direction, and what has no width. */
const unseen = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as JSON on one line, with the characters that nobody sees written as `\u…`: the same value to whoever reads it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
