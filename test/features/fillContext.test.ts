import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillContext, type FillContext } from '../../src/features/fillContext';

/** `source` holds the caret as `|`; `expected` is the context written as `left{typed|rest}right`. */
function check(source: string, expected: string | undefined, more: Partial<FillContext> = {}, language = 'markdown') {
  const caret = source.indexOf('|');
  const context = fillContext(source.replace('|', ''), caret, language);
  const shown = context && `${context.left}{${context.typed}|${context.rest}}${context.right}`;
  assert.equal(shown, expected, source);
  for (const [key, value] of Object.entries(more)) assert.deepEqual(context?.[key as keyof FillContext], value, key);
}

test('a word being typed is masked, with the text on both sides', () => {
  check('They wor| here.', 'They {wor|} here.', { range: { start: 5, end: 8 } });
  check('They wor|', 'They {wor|}');
  check('They wo|ing here.', 'They {wo|ing} here.', { range: { start: 5, end: 10 } });
  check('It is **ver|** small', 'It is **{ver|}** small');
  check('He said “hel| and', 'He said “{hel|} and');
  check('It is _very im|_ here', 'It is _very {im|}_ here');
  check('It is ‘some good th|’ here', 'It is ‘some good {th|}’ here');
  check("They said 'so| and", "They said '{so|} and");
  check('It does|n’t work', 'It {does|n’t} work');
});

test('at a space the next word is asked for', () => {
  check('They have been working on it for a | time.', 'They have been working on it for a {|} time.', {
    needsSpace: false,
    range: { start: 35, end: 35 },
  });
  check('for a |time', 'for a {|} time', { needsSpace: true });
  check('walked into the |.', 'walked into the {|}.', { needsSpace: false });
});

test('the beginning of a sentence is known', () => {
  check('One word. | more.', 'One word. {|} more.', { sentenceStart: true });
  check('|more words.', '{|} more words.', { sentenceStart: true });
  check('words, e.g. | this', 'words, e.g. {|} this', { sentenceStart: false });
  check('one word | more', 'one word {|} more', { sentenceStart: false });
  check('“Stop!” |he said', '“Stop!” {|} he said', { sentenceStart: false });
  check('in the U.S. |economy', 'in the U.S. {|} economy', { sentenceStart: false });
});

test('no suggestion in names, numbers, code, right after punctuation, or with no text around', () => {
  for (const source of [
    'The snake_ca| x',
    'The snake|_case x',
    'The _snake|_case x',
    'v1.2ab| x',
    'a word,| x',
    'foo.ba| x',
    'exam|.com x',
    '\\sec| x',
    'x2| y',
    'C:/di| y',
  ]) {
    check(source, undefined);
  }
  check('|', undefined);
  check('wor|', undefined);
  check('in `cod| x', undefined);
});

test('neighbouring sentences come along as far as they fit, the paragraph’s end is the end', () => {
  check('Other.\n\nOne.\nTwo |\nis. Three.\n\nOther.', 'One. Two {|} is. Three.');
  const long = 'This sentence is one of those that are long enough to count for something. ';
  const source = `${long.repeat(5)}It is | here. ${long.repeat(5)}`;
  const caret = source.indexOf('|');
  const context = fillContext(source.replace('|', ''), caret, 'plaintext');
  const shown = `${context?.left}|${context?.right}`;
  assert.ok(shown.length > 250 && shown.length <= 321, String(shown.length));
  assert.match(shown, /^This sentence .*It is \| here\. .*something\.$/);
});

test('a sentence that is too long is cut between words', () => {
  const words = Array.from({ length: 300 }, (_, index) => `word${String.fromCharCode(97 + (index % 26))}`).join(' ');
  const caret = words.indexOf(' ', 700) + 1;
  const context = fillContext(words, caret, 'plaintext');
  const length = (context?.left.length ?? 0) + (context?.right.length ?? 0);
  assert.ok(length > 250 && length <= 321, String(length));
  assert.match(context?.left ?? '', /^word[a-z] .*word[a-z] $/);
  assert.match(context?.right ?? '', /^ word[a-z] .*word[a-z]$/);
});
