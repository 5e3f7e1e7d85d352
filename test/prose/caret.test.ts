import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText } from '../../src/prose/proseBlock';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { readText } from '../../src/prose/readText';

/** `source` has a `|` at the caret; `expected` is the text of its block, with white space collapsed. */
async function check(language: string, source: string, expected: string | undefined): Promise<void> {
  const caret = source.indexOf('|');
  const block = new ProseDocument(await proseLanguage(language), source.replace('|', '')).blockAt(caret);
  const isText = block !== undefined && toText(block, caret) !== undefined;
  assert.equal(isText ? block.text.replace(/\s+/g, ' ').trim() : undefined, expected, source);
}

const fence = '```';

test('paragraphs end at blank lines', async () => {
  await check('plaintext', 'One.\n\nTwo a|nd\r\nmore.\n\nThree.', 'Two and more.');
  await check('plaintext', 'One.\n|\nTwo.', undefined);
  await check('plaintext', '- one\n- tw|o', 'two');
  await check('plaintext', '|', undefined);
});

test('Markdown: structure is no prose, its content is', async () => {
  await check('markdown', '---\ntitle: a| b\n---\nText.', undefined);
  await check('markdown', '---\ntitle: a b\n---\nTe|xt.', 'Text.');
  await check('markdown', '---\nTe|xt.', 'Text.');
  await check('markdown', '---\n\nTe|xt.\n\n---\nMore.', 'Text.');
  await check('markdown', `Text.\n${fence}js\nco|de\n${fence}\nMore.`, undefined);
  await check('markdown', `Text.\n${fence}js\ncode\n${fence}\nMo|re.`, 'More.');
  await check('markdown', `Text.\n${fence}\`\n${fence}\nco|de\n${fence}\`\nMore.`, undefined);
  await check('markdown', '# A head|ing\nand text', 'A heading');
  await check('markdown', '#| A heading', undefined);
  await check('markdown', '# A heading\nand te|xt', 'and text');
  await check('markdown', '> quoted\n> li|nes', 'quoted lines');
  await check('markdown', '- [ ] one\n- two\n  goes o|n\n- three', 'two goes on');
  await check('markdown', '| a | cell|', undefined);
  await check('markdown', 'Text.\n\n    code| here', undefined);
  await check('markdown', '- item\n\n    its| text', 'its text');
  await check('markdown', 'Use `co|de` here', undefined);
  await check('markdown', 'Use `code` he|re', 'Use code here');
  await check('markdown', 'A [link](tar|get)', undefined);
  await check('markdown', 'See [docs][re|f] here\n\n[ref]: x', undefined);
  await check('markdown', 'So $x + yz|$ holds', undefined);
  await check('markdown', 'So $x + yz$ ho|lds', 'So it holds');
  await check('markdown', 'It costs $5 or| $6', 'It costs $5 or $6');
  await check('markdown', 'Text <!-- com|ment --> more', undefined);
  await check('markdown', 'Text <!-- comment --> mo|re', 'Text more');
  await check('markdown', 'An <a title="some wo|rd">x</a>', undefined);
  await check('markdown', 'A [li|nk](target)', 'A link');
});

test('Markdown: mathematics over a line’s end before a container ends', async () => {
  await check('markdown', 'One $$\nx$$\n> tw|o', 'two');
  await check('markdown', 'O|ne $$\nx$$\n- two', 'One it');
});

test('LaTeX: mathematics, commands, comments and the preamble are no prose', async () => {
  await check('latex', '\\documentclass{article}\n\\title{a| b}\n\\begin{document}\nText.', undefined);
  await check('latex', '\\documentclass{article}\n\\begin{document}\nTe|xt.', 'Text.');
  await check('latex', 'Text\n\\begin{align*}\nx| &= y\n\\end{align*}\nmore', undefined);
  await check('latex', 'Text\n\\begin{align*}\nx &= y\n\\end{align*}\nmo|re', 'Text it more');
  await check('latex', '\\begin{itemize}\n\\item on|e\n\\item two\n\\end{itemize}', 'one');
  await check('latex', 'costs \\$5 and $x| + y$', undefined);
  await check('latex', 'costs \\$5 and $x + y$ mo|re', 'costs $5 and it more');
  await check('latex', 'see \\cite{kn|uth}', undefined);
  await check('latex', 'see \\emph{th|is}', 'see this');
  await check('tex', 'text % com|ment', undefined);
  await check('latex', '\\begin{equation} x = 1 \\end{equation}\nTe|xt.', 'Text.');
  await check('latex', '\\documentclass{article}\\begin{document}\nTe|xt.', 'Text.');
  await check('latex', 'Text\n$$\nx| + y\n$$\nmore', undefined);
  await check('latex', 'Text $$\nx| + y\n$$ more', undefined);
  await check('latex', 'Text $$\nx + y\n$$\nmo|re', 'Text it more');
  await check('latex', 'Text. $$\nx + y\n$$\nMo|re', 'More');
  await check('latex', 'so \\(x + yy |\\) holds', undefined);
  await check('latex', 'so \\(x + yy\\) ho|lds', 'so it holds');
  await check('latex', 'so \\[ x| \\] holds', undefined);
  await check('latex', 'a line\\\\[2pt] an|other', 'a line another');
  for (const name of ['eqnarray', 'alignat*', 'flalign', 'array', 'filecontents', 'gather', 'multline']) {
    await check('latex', `Text \\begin{${name}}\nx|\n\\end{${name}}\nmore`, undefined);
    await check(
      'latex',
      `Text \\begin{${name}}\nx\n\\end{${name}}\nmo|re`,
      ['filecontents', 'array'].includes(name) ? 'more' : 'Text it more',
    );
  }
});

test('reStructuredText: literal blocks and directives are no prose', async () => {
  await check('restructuredtext', 'Like this::\n\n    co|de\n\nMore.', undefined);
  await check('restructuredtext', 'Like this::\n\n    code\n\nMo|re.', 'More.');
  await check('restructuredtext', '.. image:: a.png\n   :alt: a| b', undefined);
  await check('restructuredtext', '.. note::\n\n   Te|xt.', 'Text.');
  await check('restructuredtext', '.. note:: Some te|xt.', 'Some text.');
  await check('restructuredtext', '.. note::\n   :class: a| b\n\n   Text.', undefined);
  await check('restructuredtext', '.. note::\n\n   Like::\n\n      co|de', undefined);
  await check('restructuredtext', ':ref:`x` is| here', 'It is here');
  await check('restructuredtext', ':author: a| b', undefined);
  await check('restructuredtext', 'Ti|tle\n=====\n', 'Title');
  await check('restructuredtext', 'call ``fu|nc``', undefined);
});

test('AsciiDoc: delimited blocks and attributes are no prose', async () => {
  await check('asciidoc', '[source]\n----\nco|de\n----\nText.', undefined);
  await check('asciidoc', '[source]\n----\ncode\n----\nTe|xt.', 'Text.');
  await check('asciidoc', ':author: a| b', undefined);
  await check('asciidoc', '== A ti|tle\nText', 'A title');
  await check('asciidoc', '* one\n* tw|o', 'two');
});

test('a selection is read as the model should read it', async () => {
  const source = '# A *title*\n\nSome `code` and [a link](target). More.\n\n```\nno prose\n```\n';
  const document = new ProseDocument(await proseLanguage('markdown'), source);
  const select = (text: string) => {
    const start = source.indexOf(text);
    const range = { start, end: start + text.length };
    return readText(document.blocks(range), range);
  };
  assert.equal(await select('*title*\n\nSome `code` and [a'), 'title Some code and a');
  assert.equal(await select('link](target). More'), 'link. More');
  assert.equal(await select('no prose'), '');
});
