import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentUnits, unitSource, type MappedUnit } from '../../src/prose/documentUnits';
import { withAddresses } from '../../src/prose/withAddresses';
import { readProse } from './readProse';

async function paragraphs(document: string, language: string, range?: { start: number; end: number }) {
  const units: MappedUnit[] = [];
  for await (const unit of documentUnits(await readProse(document, language), 'paragraph', range)) units.push(unit);
  return units;
}

test('a paragraph is the sentences of a block, with places in the document', async () => {
  const document =
    '# One. Two.\n\nA *long*\nline. Another.\n\n- Item.\n  More.\n\n| a | b |\n|---|---|\n| c. d. | e |\n';
  const units = await paragraphs(document, 'markdown');
  assert.deepEqual(
    units.map(({ line, text, inTable }) => [line, text, inTable === true]),
    [
      [1, 'One. Two.', false],
      [3, 'A long line. Another.', false],
      [6, 'Item. More.', false],
      ...['a', 'b'].map((text) => [9, text, true]),
      ...['c. d.', 'e'].map((text) => [11, text, true]),
    ],
  );
  const at = units[1]!.text.indexOf('line. An');
  const { start, end } = unitSource(units[1]!, { start: at, end: at + 8 });
  assert.equal(document.slice(start, end), 'line. An');
});

test('of a range, the paragraphs that it touches have the sentences in it', async () => {
  const document = 'One. Two. Three.\n\nFour. Five.';
  const units = await paragraphs(document, 'plaintext', {
    start: document.indexOf('wo'),
    end: document.indexOf('our'),
  });
  assert.deepEqual(
    units.map(({ text }) => text),
    ['Two. Three.', 'Four.'],
  );
});

test('addresses are read as they stand where asked for, other stand-ins stay', async () => {
  const document = 'Write `it@code` to <ada@example.com>. https://a.example/b is late, $x$ too.';
  const [unit] = await paragraphs(document, 'markdown');
  assert.equal(unit!.text, 'Write code to it. It is late, it too.');
  const read = withAddresses(unit!);
  assert.equal(read.text, 'Write code to ada@example.com. https://a.example/b is late, it too.');
  for (const word of ['ada@example.com', 'a.example/b', 'late']) {
    const start = read.text.indexOf(word);
    const place = unitSource(read, { start, end: start + word.length });
    assert.equal(document.slice(place.start, place.end), word);
  }
});
