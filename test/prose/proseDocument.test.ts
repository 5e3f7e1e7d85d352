import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearestText, toSource, toText } from '../../src/prose/proseBlock';
import { ProseDocument } from '../../src/prose/proseDocument';
import type { ProseLanguage } from '../../src/prose/proseLanguage';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { asData, checkBlocks, listing } from './check';
import { snippets } from './snippets';

const fixtures = path.join(__dirname, 'fixtures');
const samples: Readonly<Record<string, string>> = {
  markdown: 'markdown.md',
  latex: 'latex.tex',
  restructuredtext: 'restructuredText.rst',
  asciidoc: 'asciiDoc.adoc',
  plaintext: 'plainText.txt',
};

const readSample = (file: string) => fs.readFileSync(path.join(fixtures, file), 'utf8');
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
    text: fc.oneof(fc.constantFrom(...snippets), fc.constant('')),
  }),
  { minLength: 1, maxLength: 12 },
);

function blocksAnew(language: ProseLanguage, text: string) {
  return asData(new ProseDocument(language, text).blocks());
}

/** Languages whose sample is another's. */
const alsoEdited: Readonly<Record<string, string>> = {
  mdx: 'markdown.md',
  quarto: 'markdown.md',
  html: '../cases/html-page.html',
  typst: '../cases/typst-document.typ',
  jupyter: '../cases/notebook.ipynb',
  org: '../cases/org-document.org',
  'git-commit': 'plainText.txt',
};

for (const [id, file] of Object.entries(samples)) {
  test(`${id}: the sample document reads as written down beside it`, async () => {
    const text = readSample(file);
    const blocks = new ProseDocument(await proseLanguage(id), text).blocks();
    checkBlocks(text, blocks);
    assert.equal(`${listing(blocks)}\n`, readSample(file.replace(/\.\w+$/, '.expected')));
  });

  test(`${id}: line ends of Windows change nothing but offsets`, async () => {
    const language = await proseLanguage(id);
    const text = readSample(file);
    const windows = text.replaceAll('\n', '\r\n');
    const blocks = new ProseDocument(language, windows).blocks();
    checkBlocks(windows, blocks);
    assert.equal(listing(blocks), listing(new ProseDocument(language, text).blocks()));
  });
}

for (const [id, file] of Object.entries({ ...samples, ...alsoEdited })) {
  test(`${id}: after any edits the document is what it would be if it were read anew`, async () => {
    const language = await proseLanguage(id);
    fc.assert(
      fc.property(edits, fc.boolean(), (changes, readBetween) => {
        let text = readSample(file);
        const document = new ProseDocument(language, text);
        for (const change of changes) {
          const start = Math.floor(change.at * text.length);
          const end = Math.min(text.length, start + change.remove);
          text = text.slice(0, start) + change.text + text.slice(end);
          document.update({ start, end, text: change.text });
          if (readBetween) document.blocks();
        }
        assert.equal(document.text, text);
        const blocks = document.blocks();
        checkBlocks(text, blocks);
        assert.deepEqual(asData(blocks), blocksAnew(language, text));
      }),
      { numRuns: 60 },
    );
  });

  test(`${id}: nothing that can be typed is refused`, async () => {
    const language = await proseLanguage(id);
    const typed = fc.array(
      fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...snippets) }, fc.string({ unit: 'binary' })),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(typed, (pieces) => {
        const text = pieces.join('');
        const document = new ProseDocument(language, text);
        checkBlocks(text, document.blocks());
        for (let offset = 0; offset <= text.length; offset++) document.sentenceAt(offset);
      }),
      { numRuns: 150 },
    );
  });

  test(`${id}: offsets of the document and of the text lead to each other`, async () => {
    const text = readSample(file);
    const document = new ProseDocument(await proseLanguage(id), text);
    for (const block of document.blocks()) {
      for (let offset = block.range.start; offset <= block.range.end; offset++) {
        assert.ok((document.blockAt(offset)?.range.start ?? -1) >= block.range.start, 'the block, or a note in it');
        const at = toText(block, offset);
        const nearest = nearestText(block, offset);
        assert.ok(nearest >= 0 && nearest <= block.text.length);
        if (at !== undefined) assert.equal(nearest, at);
      }
      for (const { kind, text: inText, source } of block.pieces) {
        assert.deepEqual(toSource(block, inText), source);
        if (kind !== 'verbatim') continue;
        for (let at = inText.start; at < inText.end; at++) {
          const offset = source.start + at - inText.start;
          assert.deepEqual(toSource(block, { start: at, end: at + 1 }), { start: offset, end: offset + 1 });
          assert.equal(toText(block, offset), at);
        }
      }
    }
  });
}

test('an edit outside of the text is refused', async () => {
  const document = new ProseDocument(await proseLanguage('plaintext'), 'Some text.');
  assert.throws(() => document.update({ start: 5, end: 11, text: '' }), RangeError);
  assert.throws(() => document.update({ start: 5, end: 4, text: '' }), RangeError);
  assert.equal(document.text, 'Some text.');
});

test('a block is cut when it is too long to be read at every keystroke, and its text stays whole', async () => {
  const language = await proseLanguage('plaintext');
  const text = 'This is a sentence of a paragraph without a line break. '.repeat(2000);
  const document = new ProseDocument(language, text);
  const blocks = document.blocks();
  checkBlocks(text, blocks);
  assert.equal(blocks.map((block) => block.text).join(''), text);
  assert.ok(blocks.length > 5 && blocks.every((block) => block.text.length < 17_000));
  const at = text.length - 100;
  document.update({ start: at, end: at, text: 'x' });
  assert.match(document.sentenceAt(at)?.text ?? '', /^This is .*x.* break\.$/);
});

test('what stands for mathematics has a capital where a sentence begins, and not after an abbreviation', async () => {
  const document = new ProseDocument(await proseLanguage('latex'), 'Numbers, e.g. $x$ here. $y$ too! $z$.');
  assert.equal(document.blockAt(0)?.text, 'Numbers, e.g. it here. It too! It.');
});
