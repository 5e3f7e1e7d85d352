import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillContext, type FillContext } from '../../../../src/features/words/core/fillContext';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { proseLanguage } from '../../../../src/prose/proseLanguages';

/** The context at a caret, and the text on both sides of its word. */
async function contextAt(source: string, caret: number, language: string) {
  const document = new ProseDocument(await proseLanguage(language), source.replace('|', ''));
  const context = fillContext(passageAt(document, caret, 320), caret, 320);
  if (context === undefined) return undefined;
  const { text, range } = context;
  return { ...context, left: text.slice(0, range.start), right: text.slice(range.end) };
}

/** `source` holds the caret as `|`; `expected` is the context written as `left{typed|rest}right`. */
async function check(
  source: string,
  expected: string | undefined,
  more: Partial<FillContext> = {},
  language = 'markdown',
): Promise<void> {
  const context = await contextAt(source, source.indexOf('|'), language);
  const shown = context && `${context.left}{${context.typed}|${context.rest}}${context.right}`;
  assert.equal(shown, expected, source);
  for (const [key, value] of Object.entries(more)) assert.deepEqual(context?.[key as keyof FillContext], value, key);
}

test('a word being typed is masked, with the text on both sides', async () => {
  await check('They wor| here.', 'They {wor|} here.', { source: { start: 5, end: 8 } });
  await check('They wor|', 'They {wor|}');
  await check('They wo|ing here.', 'They {wo|ing} here.', { source: { start: 5, end: 10 } });
  await check('It is **ver|** small', 'It is {ver|} small');
  await check('He said “hel| and', 'He said “{hel|} and');
  await check('It is _very im|_ here', 'It is very {im|} here');
  await check('It is ‘some good th|’ here', 'It is ‘some good {th|}’ here');
  await check("They said 'so| and", "They said '{so|} and");
  await check('It does|n’t work', 'It {does|n’t} work');
});

test('at a space the next word is asked for', async () => {
  await check('They have been working on it for a | time.', 'They have been working on it for a {|} time.', {
    needsSpace: false,
    source: { start: 35, end: 35 },
  });
  await check('for a |time', 'for a {|} time', { needsSpace: true });
  await check('walked into the |.', 'walked into the {|}.', { needsSpace: false });
});

test('the beginning of a sentence is known', async () => {
  await check('One word. | more.', 'One word. {|} more.', { sentenceStart: true });
  await check('|more words.', '{|} more words.', { sentenceStart: true });
  await check('words, e.g. | this', 'words, e.g. {|} this', { sentenceStart: false });
  await check('one word | more', 'one word {|} more', { sentenceStart: false });
  await check('“Stop!” |he said', '“Stop!” {|} he said', { sentenceStart: false });
  await check('in the U.S. |economy', 'in the U.S. {|} economy', { sentenceStart: false });
  await check('on 3 Jan. | they', 'on 3 Jan. {|} they', { sentenceStart: false });
  await check('see pp. | there', 'see pp. {|} there', { sentenceStart: false });
  await check('by Donald E. | there', 'by Donald E. {|} there', { sentenceStart: false });
  await check('So am I. | there', 'So am I. {|} there', { sentenceStart: true });
  await check('“So it ends.” | there', '“So it ends.” {|} there', { sentenceStart: true });
});

test('no suggestion in names, numbers, code, right after punctuation, or with no text around', async () => {
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
    await check(source, undefined);
  }
  await check('|', undefined);
  await check('wor|', undefined);
  await check('in `cod| x', undefined);
});

test('markup does not reach the model, and the word is found after it', async () => {
  await check('A [link|](a.md) and `code` here', 'A {link|} and code here', { source: { start: 3, end: 7 } });
  await check('> It is\n> a *good* wor| here', 'It is a good {wor|} here', { source: { start: 19, end: 22 } });
  await check('It \\emph{is} a wor| here, see~\\ref{x}.', 'It is a {wor|} here, see 1.', {}, 'latex');
  await check("The caf\\'e | here", 'The café {|} here', {}, 'latex');
  await check("The ca|f\\'e here", undefined, {}, 'latex');
  await check(':ref:`x` has a wor| **here**', 'It has a {wor|} here', {}, 'restructuredtext');
  await check('* It has a wor|\n  _here_', 'It has a {wor|} here', {}, 'asciidoc');
  await check('Words `code`|', undefined);
  await check('Words `code` |', 'Words code {|}');
});

test('markup that is not closed yet is not prose', async () => {
  for (const source of [
    'A [link](tar| x',
    'See [docs][re| x',
    'An <a title="some wo|',
    'An <a tit|',
    'Text <!-- com| x',
    'in `some cod| x',
    'So $x + y| x',
  ])
    await check(source, undefined);
  await check('So $x + y| x', undefined, {}, 'latex');
  await check('see \\cite{kn| x', undefined, {}, 'latex');
  await check('see \\cite{kn|uth} x', undefined, {}, 'latex');
  await check('see :ref:`lab| x', undefined, {}, 'restructuredtext');
  await check('see <<lab| x', undefined, {}, 'asciidoc');
  await check('It costs $5 or| $6', 'It costs $5 {or|} $6');
});

test('neighboring sentences come along as far as they fit, those of other paragraphs unless the sentence is unfinished', async () => {
  await check('First.\n\nOne.\nTwo |\nis. Three.\n\nLast.', 'First. One. Two {|} is. Three. Last.');
  await check('First.\n\nOne.\nTwo |\n\nLast.', 'First. One. Two {|}');
  const long = 'This sentence is one of those that are long enough to count for something. ';
  const source = `${long.repeat(5)}It is | here. ${long.repeat(5)}`;
  const caret = source.indexOf('|');
  const context = await contextAt(source, caret, 'plaintext');
  const shown = `${context?.left}|${context?.right}`;
  assert.ok(shown.length > 250 && shown.length <= 321, String(shown.length));
  assert.match(shown, /^This sentence .*It is \| here\. .*something\.$/);
});

test('a sentence that is too long is cut between words', async () => {
  const words = Array.from({ length: 300 }, (_, index) => `word${String.fromCharCode(97 + (index % 26))}`).join(' ');
  const caret = words.indexOf(' ', 700) + 1;
  const context = await contextAt(words, caret, 'plaintext');
  const length = (context?.left.length ?? 0) + (context?.right.length ?? 0);
  assert.ok(length > 250 && length <= 321, String(length));
  assert.match(context?.left ?? '', /^word[a-z] .*word[a-z] $/);
  assert.match(context?.right ?? '', /^ word[a-z] .*word[a-z]$/);
});
