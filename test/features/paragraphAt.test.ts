import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paragraphAt } from '../../src/features/paragraphAt';

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
});

test('reStructuredText: literal blocks and directives are no prose', () => {
  check('restructuredtext', 'Like this::\n\n    co|de\n\nMore.', undefined);
  check('restructuredtext', 'Like this::\n\n    code\n\nMo|re.', 'More.');
  check('restructuredtext', '.. image:: a.png\n   :alt: a| b', undefined);
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
