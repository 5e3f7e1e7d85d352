import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askInference, checkUnits, type CheckedUnit } from '../../../../src/features/checking/core/checkUnits';
import {
  isClaim,
  SourceIndex,
  type PlacedClaim,
  type SourcePassage,
} from '../../../../src/features/checking/core/sourceIndex';
import { verbatim, type SentenceSource } from '../../../../src/prose/documentUnits';
import type { ClassifyRequest } from '../../../../src/protocol/engineApi';
import { Canceled } from '../../../../src/protocol/errors';

/** Says of a passage and a sentence what the passage's first word says: `yes`, `no`, or anything else. */
const engine = {
  classify: ({ texts }: ClassifyRequest) => {
    asked.push(...texts.map(({ text, textPair }) => `${text} | ${textPair}`));
    const scoresOf = (text: string) => [Number(text.startsWith('no')), 0.25, Number(text.startsWith('yes'))];
    const scored = texts.map(({ text }) => ({ scores: scoresOf(text), logits: [], windows: 1, truncated: false }));
    return Promise.resolve({
      ...{ method: 'trained' as const, problemType: 'single_label_classification' as const },
      ...{ labels: ['contradiction', 'neutral', 'entailment'], texts: scored },
    });
  },
};
const asked: string[] = [];
const ask = askInference(engine, { model: 'm' }, { supported: 2, contradicted: 0 });

const claim = (text: string, uri = 'text', start = 0): PlacedClaim => ({ ...verbatim(text, start), line: 1, uri });

/** A document of paragraphs that are passages of their own. */
function proseOf(paragraphs: readonly string[]): SentenceSource {
  const text = paragraphs.map((paragraph) => paragraph.padEnd(300)).join('');
  return {
    text,
    async *sentences() {
      await Promise.resolve();
      for (const [i, one] of paragraphs.entries()) {
        const blank = ' '.repeat(300 - one.length);
        yield { ...verbatim(one + blank, 300 * i), opensParagraph: true as const };
      }
    },
  };
}

async function sourceOf(files: Readonly<Record<string, readonly string[]>>, isSelection = false): Promise<SourceIndex> {
  const index = new SourceIndex(isSelection);
  for (const [uri, texts] of Object.entries(files)) await index.add({ uri, name: uri }, proseOf(texts));
  return index;
}

async function check(source: SourceIndex, claims: Iterable<PlacedClaim>) {
  const found = new Map<string, CheckedUnit<PlacedClaim, SourcePassage>>();
  for await (const checked of checkUnits(ask, (one: PlacedClaim) => source.find(one), claims))
    for (const one of checked) found.set(one.unit.text, one);
  return found;
}

test('each sentence has the passages that say most for and against it, and where they stand', async () => {
  const source = await sourceOf({
    'a.md': ['yes the bridge opened in May', 'maybe the bridge was red'],
    'b.md': ['no the bridge never opened'],
  });
  const found = await check(source, [claim('The bridge opened.'), claim('Tea is served.')]);
  const { supported, contradicted } = found.get('The bridge opened.')!;
  assert.deepEqual([supported?.passage.file.uri, supported?.passage.start, supported?.score], ['a.md', 0, 1]);
  assert.deepEqual([contradicted?.passage.file.uri, contradicted?.score], ['b.md', 1]);
  assert.deepEqual(found.get('Tea is served.'), { unit: claim('Tea is served.') }, 'no passage shares a word with it');
});

test('a sentence that stands in the source word for word is supported without asking', async () => {
  asked.length = 0;
  const source = await sourceOf({
    'a.md': ['It rained. The bridge was closed. Nobody knew.', 'no bridge was closed.'],
  });
  const found = await check(source, [
    ...['The bridge was closed.', '“The bridge was closed.”', 'bridge was closed.'].map((text) => claim(text)),
  ]);
  assert.deepEqual(found.get('The bridge was closed.')?.supported?.score, 1);
  assert.deepEqual(found.get('“The bridge was closed.”')?.supported?.score, 1);
  assert.deepEqual(
    asked.filter((pair) => !pair.endsWith('| bridge was closed.')),
    [],
  );
  assert.equal(asked.length, 2, 'a part of a sentence is no quotation');
});

test('what only begins like a longer word or number is no quotation', async () => {
  const [fee, dog, node] = ['The fee is 3.50 euros.', "This is the dog's bowl.", 'We use Node.js here.'];
  const found = await check(await sourceOf({ 'a.md': [fee, dog, node] as string[] }), [
    ...['The fee is 3.', 'This is the dog.', 'We use Node.', '…'].map((text) => claim(text)),
  ]);
  assert.deepEqual(
    [...found.values()].map(({ supported }) => supported?.score ?? 0),
    [0, 0, 0, 0],
  );
  const after = await check(await sourceOf({ 'a.md': [`${node} We use Node.`] }), [claim('We use Node.')]);
  assert.equal(after.get('We use Node.')?.supported?.score, 1, 'it stands there further on');
});

test('a text is not its own source: of a folder its file is left out, of a selection the sentence itself', async () => {
  const files = { text: ['the bridge opened', 'the bridge was red'], 'b.md': ['a bridge'] };
  const places = (source: SourceIndex) =>
    source.find(claim('the bridge opened')).map(({ file, start }) => `${file.uri}:${start}`);
  assert.deepEqual(places(await sourceOf(files)), ['b.md:0']);
  assert.deepEqual(places(await sourceOf(files, true)), ['text:300', 'b.md:0']);
  const isOnly = async (...given: Parameters<typeof sourceOf>) => (await sourceOf(...given)).isOnly('text');
  assert.deepEqual(
    [await isOnly(files), await isOnly({ text: ['a'] }), await isOnly({ text: ['a'] }, true)],
    [false, true, false],
  );
});

test('thousands of sentences are checked, equal pairs are asked once, and a canceled run ends', async () => {
  asked.length = 0;
  const source = await sourceOf({ 'a.md': ['yes there are numbered sentences'] });
  const claims = Array.from({ length: 2000 }, (_, i) => claim(`Sentence ${Math.floor(i / 2)} is numbered.`));
  const found = await check(source, claims);
  assert.deepEqual([found.size, asked.length], [1000, 1000]);
  const controller = new AbortController();
  controller.abort(new Canceled());
  const run = checkUnits(ask, (one: PlacedClaim) => source.find(one), claims, { signal: controller.signal });
  await assert.rejects(run.next(), Canceled);
});

test('headings, questions and a word or two are no claims', () => {
  for (const text of [
    'Who paid?',
    'Who paid for it all?',
    'He asked: “Why so late?”',
    'Results',
    'See above.',
    '1.',
    '谁在北京？',
  ])
    assert.equal(isClaim({ text }), false, text);
  for (const text of ['She paid it.', 'Results of 2024', '张三在北京。', 'Is it? It is not.'])
    assert.equal(isClaim({ text }), true, text);
  assert.equal(isClaim({ text: 'Results of 2024', isHeading: true }), false);
});
