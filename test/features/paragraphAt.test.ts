import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillContext } from '../../src/features/fillContext';
import { paragraphAt } from '../../src/features/paragraphAt';
import { sentenceAt } from '../../src/features/sentences';

/** `source` holds the caret as `|`; `expected` is the paragraph's text with runs of white space shown as one space. */
function check(language: string, source: string, expected: string | undefined): void {
  const caret = source.indexOf('|');
  const document = source.replace('|', '');
  const paragraph = paragraphAt(document, caret, language);
  assert.equal(paragraph?.text.replace(/\s+/g, ' ').trim(), expected, source);
  if (paragraph === undefined) return;
  for (const [index, character] of [...paragraph.text].entries()) {
    if (character !== ' ') assert.equal(character, document[paragraph.start + index], 'offsets differ by start only');
  }
}

const fence = '```';

test('paragraphs end at blank lines', () => {
  check('plaintext', 'One.\n\nTwo a|nd\r\nmore.\n\nThree.', 'Two and more.');
  check('plaintext', 'One.\n|\nTwo.', undefined);
  check('plaintext', '- one\n- tw|o', '- one - two');
  check('plaintext', '|', undefined);
});

test('Markdown: structure is no prose, its content is', () => {
  check('markdown', '---\ntitle: a| b\n---\nText.', undefined);
  check('markdown', '---\ntitle: a b\n---\nTe|xt.', 'Text.');
  check('markdown', '---\nTe|xt.', 'Text.');
  check('markdown', '---\n\nTe|xt.\n\n---\nMore.', 'Text.');
  check('markdown', `Text.\n${fence}js\nco|de\n${fence}\nMore.`, undefined);
  check('markdown', `Text.\n${fence}js\ncode\n${fence}\nMo|re.`, 'More.');
  check('markdown', `Text.\n${fence}\`\n${fence}\nco|de\n${fence}\`\nMore.`, undefined);
  check('markdown', '# A head|ing\nand text', 'A heading');
  check('markdown', '#| A heading', undefined);
  check('markdown', '# A heading\nand te|xt', 'and text');
  check('markdown', '> quoted\n> li|nes', 'quoted lines');
  check('markdown', '- [ ] one\n- two\n  goes o|n\n- three', 'two goes on');
  check('markdown', '| a | cell|', undefined);
  check('markdown', 'Text.\n\n    code| here', undefined);
  check('markdown', '- item\n\n    its| text', 'its text');
  check('markdown', 'Use `co|de` here', undefined);
  check('markdown', 'Use `code` he|re', 'Use `code` here');
  check('markdown', 'A [link](tar|get)', undefined);
  check('markdown', 'See [docs][re|f] here', undefined);
  check('markdown', 'So $x + yz|$ holds', undefined);
  check('markdown', 'So $x + yz$ ho|lds', 'So $x + yz$ holds');
  check('markdown', 'It costs $5 or| $6', 'It costs $5 or $6');
  check('markdown', 'Text <!-- com|ment --> more', undefined);
  check('markdown', 'Text <!-- comment --> mo|re', 'Text <!-- comment --> more');
  check('markdown', 'An <a title="some wo|rd">x</a>', undefined);
  check('markdown', 'An <a title="some wo|', undefined);
  check('markdown', 'A [li|nk](target)', 'A [link](target)');
});

test('LaTeX: mathematics, commands, comments and the preamble are no prose', () => {
  check('latex', '\\documentclass{article}\n\\title{a| b}\n\\begin{document}\nText.', undefined);
  check('latex', '\\documentclass{article}\n\\begin{document}\nTe|xt.', 'Text.');
  check('latex', 'Text\n\\begin{align*}\nx| &= y\n\\end{align*}\nmore', undefined);
  check('latex', 'Text\n\\begin{align*}\nx &= y\n\\end{align*}\nmo|re', 'more');
  check('latex', '\\begin{itemize}\n\\item on|e\n\\item two\n\\end{itemize}', 'one');
  check('latex', 'costs \\$5 and $x| + y$', undefined);
  check('latex', 'costs \\$5 and $x + y$ mo|re', 'costs \\$5 and $x + y$ more');
  check('latex', 'see \\cite{kn|uth}', undefined);
  check('latex', 'see \\emph{th|is}', 'see \\emph{this}');
  check('tex', 'text % com|ment', undefined);
  check('latex', '\\begin{equation} x = 1 \\end{equation}\nTe|xt.', 'Text.');
  check('latex', '\\documentclass{article}\\begin{document}\nTe|xt.', 'Text.');
  check('latex', 'Text\n$$\nx| + y\n$$\nmore', undefined);
  check('latex', 'Text $$\nx| + y\n$$ more', undefined);
  check('latex', 'Text $$\nx + y\n$$\nmo|re', 'more');
  check('latex', 'so \\(x + yy |\\) holds', undefined);
  check('latex', 'so \\(x + yy\\) ho|lds', 'so \\(x + yy\\) holds');
  check('latex', 'so \\[ x| \\] holds', undefined);
  check('latex', 'a line\\\\[2pt] an|other', 'a line\\\\[2pt] another');
  for (const name of ['eqnarray', 'alignat*', 'flalign', 'array', 'filecontents', 'gather', 'multline']) {
    check('latex', `Text \\begin{${name}}\nx|\n\\end{${name}}\nmore`, undefined);
    check('latex', `Text \\begin{${name}}\nx\n\\end{${name}}\nmo|re`, 'more');
  }
});

test('reStructuredText: literal blocks and directives are no prose', () => {
  check('restructuredtext', 'Like this::\n\n    co|de\n\nMore.', undefined);
  check('restructuredtext', 'Like this::\n\n    code\n\nMo|re.', 'More.');
  check('restructuredtext', '.. image:: a.png\n   :alt: a| b', undefined);
  check('restructuredtext', '.. note::\n\n   Te|xt.', 'Text.');
  check('restructuredtext', '.. note:: Some te|xt.', 'Some text.');
  check('restructuredtext', '.. note::\n   :class: a| b\n\n   Text.', undefined);
  check('restructuredtext', '.. note::\n\n   Like::\n\n      co|de', undefined);
  check('restructuredtext', ':ref:`x` is| here', ':ref:`x` is here');
  check('restructuredtext', ':author: a| b', undefined);
  check('restructuredtext', 'Ti|tle\n=====\n', 'Title');
  check('restructuredtext', 'call ``fu|nc``', undefined);
});

test('AsciiDoc: delimited blocks and attributes are no prose', () => {
  check('asciidoc', '[source]\n----\nco|de\n----\nText.', undefined);
  check('asciidoc', '[source]\n----\ncode\n----\nTe|xt.', 'Text.');
  check('asciidoc', ':author: a| b', undefined);
  check('asciidoc', '== A ti|tle\nText', 'A title');
  check('asciidoc', '* one\n* tw|o', 'two');
});

test('a hundred thousand lines take no noticeable time', () => {
  const document = 'Some text `with` code, and [a link](target) in it.\n'.repeat(100_000);
  const start = performance.now();
  paragraphAt(`${document}\nThe end |`, document.length + 5, 'markdown');
  assert.ok(performance.now() - start < 1000);
});

test('long lines take no noticeable time', () => {
  const lines = {
    spaces: `a${' '.repeat(60_000)}b`,
    indented: `${' '.repeat(60_000)}b`,
    quotes: `${'> '.repeat(30_000)}b`,
    prose: 'Some text, and a sentence. '.repeat(8000),
    tags: '<a "'.repeat(15_000),
    dollars: '$a \\( '.repeat(15_000),
    dashes: `${'-'.repeat(60_000)} a b`,
  };
  for (const language of ['markdown', 'latex', 'restructuredtext', 'asciidoc', 'plaintext']) {
    for (const [name, line] of Object.entries(lines)) {
      const start = performance.now();
      fillContext(line, line.length - 1, language);
      sentenceAt(line, line.length / 2, language);
      assert.ok(performance.now() - start < 500, `${language}, ${name}: ${performance.now() - start} ms`);
    }
  }
});
