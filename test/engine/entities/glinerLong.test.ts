import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/base/random';
import { entityPrompt, readWords, wordsOf } from '../../../src/engine/batch/glinerLogits';
import { glinerEntities } from '../../../src/engine/entities/glinerEntities';
import { RequestError } from '../../../src/protocol/errors';
import { golden } from '../glinerFiles';
import { openContextFree, openGliner } from './glinerFixture';

const { labels } = golden;
const vocabulary = [...new Set(golden.texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== ''))];

/** So many words of the fixture's texts in random order. */
function randomText(random: Random, words: number): string {
  return Array.from({ length: words }, () => vocabulary[random.next() % vocabulary.length]).join(' ');
}

// Where states don't depend on the text around a word, all windows say the same: what differs comes from how they are
// merged.
for (const name of ['span-1', 'span-2', 'token-1', 'token-2']) {
  test(`${name}: a long text in windows has the entities of the whole, each once`, async () => {
    const whole = await (await openContextFree(name, { max_len: 1000, embed_ent_token: false })).runner({});
    let found = 0;
    for (const maxWords of [8, 13, 30]) {
      const windowed = await (await openContextFree(name, { max_len: maxWords, embed_ent_token: false })).runner({});
      const random = new Random(maxWords);
      const texts = Array.from({ length: 6 }, (_, i) => randomText(random, 20 + 30 * i));
      const wanted = await glinerEntities(whole, texts, labels, 0.35);
      const got = await glinerEntities(windowed, texts, labels, 0.35);
      found += wanted.flat().length;
      assert.deepEqual(
        got.map((list) => list.map(({ start, end, label }) => [start, end, label])),
        wanted.map((list) => list.map(({ start, end, label }) => [start, end, label])),
      );
      got.flat().forEach(({ score }, i) => assert.ok(Math.abs(score - wanted.flat()[i]!.score) < 1e-5));
    }
    assert.ok(found > 100);
  });
}

for (const name of Object.keys(golden.models)) {
  test(`${name}: entities of a text of many windows lie in it, in order, without overlaps`, async () => {
    const model = await (await openGliner(name, { max_len: 20 })).runner({});
    const text = randomText(new Random(7), 400);
    const [entities = []] = await glinerEntities(model, [text], labels, 0.3);
    assert.ok(entities.length > 5);
    let end = 0;
    for (const entity of entities) {
      assert.ok(entity.start >= end && entity.end > entity.start && entity.score > 0.3);
      end = entity.end;
    }
    assert.ok(end <= text.length && end > text.length / 2);
  });
}

test('more labels than fit before a text are looked for in turn', async () => {
  const model = await (await openContextFree('span-1', { embed_ent_token: false })).runner({});
  const text = randomText(new Random(3), 40);
  const names = golden.texts.flatMap((one) => one.split(/\s+/)).filter((word) => word !== '');
  const many = Array.from({ length: 600 }, (_, i) => `${names[i % names.length]} ${i}`);
  const positions = model.maxTokens('gliner');
  assert.ok(entityPrompt(model, many).tokens.length > positions, 'they do not fit');
  const [entities = []] = await glinerEntities(model, [text], many, 0.5);
  assert.ok(entities.length > 3);
  const [words = []] = wordsOf(model, [text]);
  for (const { start, end, label, score } of entities) {
    const first = words.findIndex((word) => word.start === start);
    const last = words.findIndex((word) => word.end === end);
    await readWords(model, entityPrompt(model, [label]), [words], ({ shape, data }) => {
      const logit = data[first * shape[1] + last - first]!;
      assert.ok(Math.abs(1 / (1 + Math.exp(-logit)) - score) < 1e-5);
    });
  }
});

test('logits are the same where all labels at once would take too much memory', async () => {
  for (const name of ['token-1', 'token-lstm-2']) {
    const model = await (await openGliner(name)).runner({});
    const words = wordsOf(model, golden.texts).filter(({ length }) => length > 0);
    const prompt = entityPrompt(model, [...labels, 'city', 'date', 'time']);
    const read = async (maxNumbers?: number) => {
      const results: Float32Array[] = [];
      await readWords(model, prompt, words, ({ data }, text) => (results[text] = data), maxNumbers);
      return results;
    };
    const all = await read();
    const few = await read(5000);
    all.forEach((data, text) => data.forEach((logit, i) => assert.ok(Math.abs(logit - few[text]![i]!) < 1e-4)));
  }
});

test('labels are needed, and have to be words', async () => {
  const model = await (await openGliner('span-1')).runner({});
  const find = (given: readonly string[]) => glinerEntities(model, ['Ada wrote.'], given, 0.5);
  await assert.rejects(find([]), RequestError);
  await assert.rejects(find(['person', '']), RequestError);
  for (const label of ['a <<ENT>> b', '<<SEP>>'])
    await assert.rejects(find([label]), /is empty for this model, or contains one of its markers such as <<ENT>>/);
  await assert.rejects(find(['person '.repeat(2000)]), /Use a shorter one/);
  assert.deepEqual(await find(['person', 'person']), await find(['person']));
});

test('texts of any size and content are read in bounded time', async () => {
  const model = await (await openGliner('span-lstm-1')).runner({});
  const texts = [
    '',
    '\u0000\u0001',
    '\ud800',
    'a'.repeat(20_000),
    '-'.repeat(3000),
    '<<ENT>> [SEP] <<SEP>>',
    'नमस्ते'.repeat(50),
  ];
  const found = await glinerEntities(model, texts, labels, 0);
  assert.equal(found.length, texts.length);
  assert.deepEqual(found[0], []);
});
