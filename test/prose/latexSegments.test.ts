import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';
import fc from 'fast-check';
import { parseLatex, type LatexNode } from '../../src/prose/latex/latexNode';
import { latexSegments } from '../../src/prose/latex/latexSegments';

const parts = (text: string) =>
  latexSegments(text).flatMap((end, i, cuts) => (i === 0 ? [] : [text.slice(cuts[i - 1], end)]));

test('a text is cut behind its sentences, and nowhere inside of something', () => {
  assert.deepEqual(parts('One. Two \\emph{three}. Four $x. Y$ five. Six.'), [
    'One. ',
    'Two \\emph{three}. ',
    'Four $x. Y$ five. ',
    'Six.',
  ]);
  for (const whole of [
    '{One. Two.} three',
    '\\begin{a} One. Two. \\end{a} three',
    'x \\[ y. Z \\] w',
    'x % One. Two',
    '\\foo[One. Two] x',
    'Say \\verb|{ so. Then more. And more.',
    'Say \\lstinline|{|. Then more. And more.',
    'One. Two} three. Four',
    '{\\end{itemize}\n\\"o. A[}',
    'Not {finished. Yet. And',
  ])
    assert.deepEqual(parts(whole), [whole]);
  assert.deepEqual(parts('Say \\verb|{ %| so. Then \\verb*+$+ too. More'), [
    'Say \\verb|{ %| so. ',
    'Then \\verb*+$+ too. ',
    'More',
  ]);
  assert.deepEqual(parts('50\\% done. Then \\$5. More'), ['50\\% done. ', 'Then \\$5. More']);
});

/** Types, contents and places of nodes, groups and environments included. */
function outline(nodes: readonly LatexNode[]): unknown[] {
  return nodes.map((node) => [
    node.type,
    node.position?.start.offset,
    node.position?.end.offset,
    node.type === 'group' || node.type === 'environment'
      ? outline(node.content)
      : 'content' in node && typeof node.content === 'string' && node.content,
  ]);
}

test('parsed part by part, a text has the nodes that it has as a whole', () => {
  const pieces = [
    'One two. ',
    'More words (here). ',
    '\\emph{a. B} c. ',
    '{',
    '}',
    '[',
    ']',
    '$',
    '$x. Y$ ',
    '\\[ x. \\] ',
    '% c. D\n',
    '\\item A b. ',
    '\\begin{itemize}\n',
    '\\end{itemize}\n',
    '\\cite{k}. Then ',
    '\\"o. A',
    '\\verb|a. B| c. ',
    '\\verb',
    '\\verb*',
    '|',
    '\\verb+{$%+. Then ',
    '$$',
    '\\%',
    '\n',
    '\n\n',
    'x',
    '\\\\',
    '~',
    '--',
    "''",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (some) => {
      const text = some.join('');
      const { content } = LatexPegParser.parse(text) as { readonly content: readonly LatexNode[] };
      assert.deepEqual(outline(parseLatex(text)), outline(content), JSON.stringify(text));
    }),
    { numRuns: 1500, examples: [[['{', '\\end{itemize}\n', '\\"o. A', '[', '}']]] },
  );
});
