import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { replaceEntities } from '../../../../src/features/entities/core/replaceEntities';
import { Replacements } from '../../../../src/features/entities/core/replacements';
import { restoreEntities } from '../../../../src/features/entities/core/restoreEntities';
import type { MappedUnit } from '../../../../src/prose/documentUnits';
import { literalsIn, paragraphsOf, replaced } from './replacedDocument';

const ada = { 'Ada Lovelace': 'name' };

/** Language → documents and their copies. */
const copies: Readonly<Record<string, readonly (readonly [document: string, copy: string])[]>> = {
  plaintext: [
    ['By Ada Lovelace.', 'By [NAME 1].'],
    ['By ada\n  LOVELACE, who', 'By [NAME 1], who'],
    ['\ufeffBy Ada Lovelace 😀.\r\nAda\r\nLovelace', '\ufeffBy [NAME 1] 😀.\r\n[NAME 1]'],
    ['Ada Lovelace\n============\n\nText.', '[NAME 1]\n========\n\nText.'],
  ],
  markdown: [
    ['**Ada** Lovelace (1815)', '**[NAME 1]** (1815)'],
    ['By Ada **Lovelace**.', 'By **[NAME 1]**.'],
    ['By *Ada* **Lovelace**.', 'By *[NAME* **1]**.'],
    ['Ada Lovelace\n------------', '[NAME 1]\n--------'],
    ['Ada Lovelace\n````````````\nx\n````````````', '[NAME 1]\n````````````\nx\n````````````'],
    ['Ada Lovelace(1815)', '&#91;NAME 1&#93;(1815)'],
    ['Ada Lovelace: a life', '&#91;NAME 1&#93;: a life'],
    ['[Ada Lovelace](https://example.org)', '[&#91;NAME 1&#93;](https://example.org)'],
    ['> By Ada\n> Lovelace, who\n\n- Ada\n  Lovelace', '> By [NAME 1], who\n\n- [NAME 1]'],
    ['<p>Ada Lovelace</p>', '<p>[NAME 1]</p>'],
    ['| Ada Lovelace | b |\n| ------------ | - |', '| [NAME 1]     | b |\n| ------------ | - |'],
    ['Ada &#76;ovelace `Ada Lovelace` $Ada Lovelace$', '[NAME 1] `Ada Lovelace` $Ada Lovelace$'],
  ],
  latex: [
    ['\\item Ada Lovelace', '\\item {[}NAME 1{]}'],
    ['By \\emph{Ada} Lovelace% who\n.', 'By \\emph{{[}NAME 1{]}}% who\n.'],
    ["By Ad\\'{a}~Lovelace $x$", "By Ad\\'{a}~Lovelace $x$"],
  ],
  restructuredtext: [
    ['By *Ada* Lovelace, Ada\nLovelace.', 'By *[NAME 1]*, [NAME 1].'],
    ['Ada Lovelace\n============\n\n    By Ada\n    Lovelace.', '[NAME 1]\n========\n\n    By [NAME 1].'],
    [
      '+--------------+----+\n| Ada Lovelace | xy |\n+--------------+----+',
      '+--------------+----+\n| [NAME 1]     | xy |\n+--------------+----+',
    ],
  ],
  asciidoc: [
    ['Ada Lovelace', '&#91;NAME 1&#93;'],
    ['____________\nAda Lovelace\n____________', '____________\n&#91;NAME 1&#93;\n____________'],
    ['link:a.html[By Ada Lovelace]', 'link:a.html[By &#91;NAME 1&#93;]'],
    ['Ada Lovelace\n------------\n\nText.', '&#91;NAME 1&#93;\n----------------\n\nText.'],
  ],
  org: [
    [
      '*Ada Lovelace* and [[https://example.org][Ada Lovelace]]',
      '*[NAME 1]* and [[https://example.org][\\lbrack{}NAME 1\\rbrack{}]]',
    ],
  ],
  typst: [['*Ada Lovelace* #emph[by]Ada Lovelace', '*[NAME 1]* #emph[by]\\[NAME 1\\]']],
  html: [['<p>Ada\n<b>Lovelace</b></p>', '<p><b>[NAME 1]</b></p>']],
  'git-commit': [
    ['Thank Ada Lovelace\n\nSigned-off-by: Ada Lovelace', 'Thank [NAME 1]\n\nSigned-off-by: Ada Lovelace'],
  ],
  jupyter: [
    [
      '{"cells":[{"cell_type":"markdown","source":["By **Ada**\\n","Lovelace: \\u00e9"]}]}',
      '{"cells":[{"cell_type":"markdown","source":["By **[NAME**\\n","1&#93;: \\u00e9"]}]}',
    ],
  ],
};

describe('an entity is replaced in its markup, and everything else stays', () => {
  for (const [language, documents] of Object.entries(copies))
    for (const [document, copy] of documents)
      test(`${language}: ${JSON.stringify(document)}`, async () => {
        assert.equal((await replaced(document, language, ada)).copy, copy);
      });
});

test('an address that a model reads is replaced, in angle brackets or not', async () => {
  const { copy } = await replaced('To ada@example.com, <ada@example.com>.', 'markdown', { 'ada@example.com': 'email' });
  assert.equal(copy, 'To [EMAIL 1], <[EMAIL 1]>.');
});

test('one entity has one number for each of its labels, and a tag that stands in the document is left out', async () => {
  const labels = { 'Ada|Bob|Carl': 'first name', Rome: 'PLACE' };
  const { copy, count } = await replaced('Ada, ADA, Bob and Carl, not First Name 2, in Rome.', 'plaintext', labels);
  assert.equal(
    copy,
    '[FIRST NAME 1], [FIRST NAME 1], [FIRST NAME 3] and [FIRST NAME 4], not First Name 2, in [PLACE 1].',
  );
  assert.equal(count, 5);
});

test('thousands of names in a long document are replaced at once', () => {
  for (const way of ['tags', 'pseudonyms'] as const) {
    const replacements = new Replacements(way, `Name 7 ${'name '.repeat(500_000)}`);
    const made = Array.from({ length: 5000 }, (_, i) => replacements.of('name', `${i}`));
    assert.equal(new Set(made).size, made.length);
    assert.ok(!made.includes('[NAME 7]'));
  }
});

test('of overlapping entities nothing is left over', async () => {
  const labels = { 'University of Oxford': 'ORG', Oxford: 'LOC', 'of Oxford in June': 'DATE' };
  const { copy } = await replaced('The University of Oxford in June.', 'plaintext', labels);
  assert.equal(copy, 'The [ORG 1] [DATE 1].');
});

test('made-up values are of the kind of the label, always the same, and not in the document', async () => {
  const text = 'Ada met Robin and ADA at Acme (ada@example.com, +44 20), account 77.';
  const labels = {
    Ada: 'PERSON',
    Acme: 'organization',
    'ada@example.com': 'email address',
    '\\+44 20': 'phone number',
    77: 'account',
  };
  const { copy } = await replaced(text, 'plaintext', labels, 'pseudonyms');
  assert.equal(
    copy,
    'Alex Alder met Robin and Alex Alder at Ashford Cooperative (contact100@example.org, 555-0100), account [ACCOUNT 1].',
  );
});

test('blanks say nothing, and have no names in the key', async () => {
  const { copy, key } = await replaced('*Ada* _Lovelace_ and Ada Lovelace', 'markdown', ada, 'blanks');
  assert.equal(copy, '*[…]* _[…]_ and […]');
  assert.deepEqual(key.names, []);
});

const samples: Readonly<Record<string, string>> = {
  markdown: 'fixtures/markdown.md',
  mdx: 'fixtures/markdown.md',
  quarto: 'fixtures/markdown.md',
  latex: 'fixtures/latex.tex',
  restructuredtext: 'fixtures/restructuredText.rst',
  asciidoc: 'fixtures/asciiDoc.adoc',
  plaintext: 'fixtures/plainText.txt',
  'git-commit': 'fixtures/plainText.txt',
  html: 'cases/html-page.html',
  typst: 'cases/typst-document.typ',
  org: 'cases/org-document.org',
  jupyter: 'cases/notebook.ipynb',
};

for (const [language, file] of Object.entries(samples))
  test(`${language}: the copy reads as the document with the replacements in it, and is taken back byte for byte`, async () => {
    const document = fs.readFileSync(path.join(__dirname, '../../../prose', file), 'utf8');
    const literals = await literalsIn(language);
    const units = await paragraphsOf(document, language);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('tags' as const, 'pseudonyms' as const),
        fc.infiniteStream(fc.nat()),
        async (way, numbers) => {
          const next = (below: number) => Number(numbers.next().value) % below;
          const chosen = units.map((unit) => ({ unit, entities: next(2) === 0 ? [] : someWords(unit, next) }));
          const { copy, key } = await replaceEntities(document, chosen, way, literals);
          const wanted = chosen.map(({ unit: { text }, entities: [entity] }) => {
            if (entity === undefined) return text;
            const name = key.names.find(
              (one) => spaced(one.text).toLowerCase() === spaced(text.slice(entity.start, entity.end)).toLowerCase(),
            );
            return `${text.slice(0, entity.start)}${name?.replacement ?? '[…]'}${text.slice(entity.end)}`;
          });
          const read = await paragraphsOf(copy, language);
          assert.deepEqual(
            read.map(({ text }) => spaced(text)),
            wanted.map(spaced),
          );
          assert.equal((await restoreEntities(copy, key, literals)).text, document);
        },
      ),
      { numRuns: 60 },
    );
  });

const spaced = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Up to three words of a paragraph that no markup parts, other than those of a label, which would be another then. */
function someWords({ text, pieces, inTable }: MappedUnit, next: (below: number) => number) {
  const words = [...text.matchAll(/(?<=(?:^|[^.] ))\p{L}+(?: \p{L}+){0,2}(?=[ ,;])/gu)];
  if (words.length < 2 || inTable === true) return [];
  const { 0: found, index: start } = words[next(words.length)]!;
  const end = start + found.length;
  const own = pieces.filter((piece) => piece.text.start < end && piece.text.end > start);
  const isWhole = own.every(({ kind, text: part, source }, i) => {
    const isSpace = text.slice(part.start, part.end) === ' ';
    return (
      (kind === 'verbatim' || (kind === 'decoded' && isSpace)) &&
      (own[i + 1]?.source.start ?? source.end) === source.end
    );
  });
  return isWhole && !/^ref$/i.test(found) ? [{ label: 'name', score: 1, start, end }] : [];
}
