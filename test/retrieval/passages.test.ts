import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitSource, type PlacedUnit } from '../../src/prose/documentUnits';
import { passagesOf } from '../../src/retrieval/passages';
import { readProse } from '../prose/readProse';

async function passages(text: string, language = 'markdown', range?: { start: number; end: number }) {
  const found: PlacedUnit[] = [];
  for await (const passage of passagesOf(await readProse(text, language), range)) found.push(passage);
  return found;
}

const sentence = (i: number) => `Sentence ${i} says that the river rose in the night and took the old bridge with it.`;
const paragraph = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => sentence(from + i)).join(' ');

test('a passage begins with a paragraph, and short paragraphs are put together', async () => {
  const text = ['# The river', paragraph(0, 4), 'Short.', '- One.\n- Two.', paragraph(4, 3)].join('\n\n');
  const found = await passages(text);
  assert.deepEqual(
    found.map(({ text: passage }) => passage),
    [`The river ${paragraph(0, 4)}`, `Short. One. Two. ${paragraph(4, 3)}`],
  );
  assert.deepEqual(
    found.map(({ line }) => line),
    [1, 5],
  );
});

test('a long paragraph becomes several passages of whole sentences, of which none is lost', async () => {
  const text = paragraph(0, 50);
  const found = await passages(text);
  assert.ok(found.length > 3);
  assert.equal(found.map((passage) => passage.text).join(' '), text);
  for (const { text: passage } of found.slice(0, -1)) assert.ok(passage.length >= 800 && passage.length < 1000);
});

test('every character of a passage leads to its place in the document', async () => {
  const text = 'The *river* rose &amp; [fell](https://example.com).\n\n> It took the bridge.\n';
  const [passage] = await passages(text);
  assert.equal(passage?.text, 'The river rose & fell. It took the bridge.');
  for (const word of ['river', 'rose', 'fell', 'bridge']) {
    const start = passage.text.indexOf(word);
    const place = unitSource(passage, { start, end: start + word.length });
    assert.equal(text.slice(place.start, place.end), word);
  }
  const sign = unitSource(passage, { start: passage.text.indexOf('&'), end: passage.text.indexOf('&') + 1 });
  assert.equal(text.slice(sign.start, sign.end), '&amp;');
});

test('a part of a document gives the passages of that part', async () => {
  const text = [paragraph(0, 4), paragraph(4, 4)].join('\n\n');
  const start = text.indexOf(sentence(5));
  const found = await passages(text, 'markdown', { start, end: start + 10 });
  assert.deepEqual(
    found.map(({ text: passage }) => passage),
    [sentence(5)],
  );
});

test('a sentence without end is parted at spaces, or anywhere, and keeps its places', async () => {
  const texts = ['word '.repeat(3000).trim(), 'x'.repeat(30_000), '\u{20000}'.repeat(5000), '東京'.repeat(5000)];
  for (const text of texts) {
    const found = await passages(text, 'plaintext');
    assert.ok(found.length > 3);
    for (const passage of found) {
      assert.ok(passage.text.length <= 2800);
      assert.doesNotThrow(() => encodeURIComponent(passage.text), 'no half of a pair');
      const end = passage.text.length;
      const place = unitSource(passage, { start: 0, end });
      assert.equal(text.slice(place.start, place.end).replaceAll(' ', ''), passage.text.replaceAll(' ', ''));
    }
    assert.equal(found.map((passage) => passage.text.replaceAll(' ', '')).join(''), text.replaceAll(' ', ''));
  }
});
