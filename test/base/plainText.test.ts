import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plain, plainText, sentences, visible } from '../../src/base/plainText';

/** VS Code's own pattern of a link in a message (base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const unseen = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e0fff}]/u;

const pieces = [
  '[Repair it now]',
  '(command:x?1)',
  '](',
  '](https://x "y")',
  '"',
  '”',
  '\\',
  '\u001b[31m',
  '\u001b]8;;http://x\u0007',
];
const foreign = fc
  .array(
    fc.oneof(fc.constantFrom(...pieces, '\u202e', '\u2066', '\u200b', '\ud800', '\n'), fc.string({ unit: 'binary' })),
  )
  .map((parts) => parts.join(''));

test('foreign text in a message is plain: visible, without links, on one line, bounded, and unchanged if repeated', () => {
  fc.assert(
    fc.property(foreign, foreign, (one, other) => {
      const message = plain`Tensor "${one}" in ${other}(${one}) is “${other}”.`;
      assert.doesNotMatch(message, link);
      assert.doesNotMatch(message, unseen);
      assert.ok(message.length < 2000);
      assert.equal(plainText(message), message.replace(/ +/g, ' '));
      assert.equal(visible(message), message);
    }),
  );
});

test('foreign text cannot end the quotation that it stands in', () => {
  assert.equal(plain`Tensor "${'x" is fine. Run "y'}" is damaged.`, 'Tensor "x\\" is fine. Run \\"y" is damaged.');
  assert.equal(plain`“${'a” b'}” has ${3} texts.`, '“a\\” b” has 3 texts.');
});

test('a long foreign text loses its middle, and what is said after it stays', () => {
  const message = plain`“${'a'.repeat(1e6)}z” is too long. Shorten it.`;
  assert.match(message, /^“a+…a+z?z” is too long\. Shorten it\.$/);
  assert.ok(message.length < 450);
  assert.equal(sentences(plain``, plain`One.`, plain`Two.`), 'One. Two.');
});

test('no character is left that XML forbids', () => {
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
  for (let code = 0; code <= 0x10ffff; code++) assert.doesNotMatch(visible(String.fromCodePoint(code)), forbidden);
});

test('invisible characters are written as in JSON, except joiners that a script or an emoji needs', () => {
  assert.equal(
    visible('a\u001b[31m\u0007\u009b\u202eb\u200bc\ufeff'),
    'a\\u001b[31m\\u0007\\u009b\\u202eb\\u200bc\\ufeff',
  );
  assert.equal(visible('a\u200db \u{e0041} \ud83d \udc00'), 'a\\u200db \\u{e0041} \ufffd \ufffd');
  for (const text of ['👩\u200d🚀 ❤\ufe0f', 'می\u200cخواهم', 'क्\u200dष', 'tab\tand\nline', 'é naïve “quotes” 漢字'])
    assert.equal(visible(text), text);
});
