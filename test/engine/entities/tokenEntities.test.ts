import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { aggregations, type Aggregation, type Entity } from '../../../src/protocol/entities';
import { LoadedModel } from '../../../src/engine/loadedModel';
import { aggregateTokens } from '../../../src/engine/entities/aggregateTokens';
import { readTokens } from '../../../src/engine/entities/tokenEntities';
import { testEngine } from '../testEngine';

/** What Transformers 5 says with small random checkpoints; made by test/fixtures/heads/make.py. */
interface Expected {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly logits: readonly (readonly (readonly number[])[])[];
  readonly entities: Readonly<Record<Aggregation, readonly (readonly Entity[])[]>>;
}

const heads = path.join(__dirname, '../../fixtures/heads');
const { engine, cacheDirectory } = testEngine();

for (const name of ['v1-1', 'v1-2', 'v3-1', 'v3-2']) {
  const model = path.join(heads, name);
  const { texts, ids, logits, entities } = JSON.parse(
    readFileSync(path.join(model, 'entities.json'), 'utf8'),
  ) as Expected;

  describe(`as Transformers, ${name}`, () => {
    test('logits of all texts in one batch', async () => {
      const loaded = await LoadedModel.open(model, { cacheDirectory, provider: 'cpu', threads: 1 });
      const read = await readTokens(await loaded.runner({}), texts, (values) => [...values]);
      read.forEach(({ encoding, found }, i) => {
        assert.deepEqual(encoding.ids, ids[i], texts[i]);
        found.forEach((row, token) =>
          row.forEach((value, label) => {
            const difference = Math.abs(value - logits[i]![token + 1]![label]!);
            assert.ok(difference < 1e-4, `text ${i}, token ${token}: ${difference}`);
          }),
        );
      });
      await loaded.close();
    });

    for (const aggregation of aggregations) {
      test(`entities, ${aggregation}`, async () => {
        const found = await engine.findEntities({ model, texts, aggregation });
        const places = (list: readonly Entity[]) => list.map(({ label, start, end }) => ({ label, start, end }));
        found.forEach((text, i) => {
          const expected = entities[aggregation][i]!;
          assert.deepEqual(places(text.entities), places(expected), texts[i]);
          text.entities.forEach(({ score }, k) => assert.ok(Math.abs(score - expected[k]!.score) < 1e-4));
        });
      });
    }
  });
}

test('a text of many windows is read whole: each token once, in order', async () => {
  const model = path.join(heads, 'v3-1');
  const text = 'Maria Rossi met the committee in Geneva, and Microsoft answered from Oxford. '.repeat(20);
  const [all] = await engine.findEntities({ model, texts: [text], aggregation: 'none' });
  const [grouped] = await engine.findEntities({ model, texts: [text] });
  for (const { entities } of [all!, grouped!]) {
    entities.forEach(({ start, end }, i) => {
      assert.ok(start >= (entities[i - 1]?.end ?? 0) && end > start && end <= text.length);
      assert.equal(text.slice(start, end), text.slice(start, end).trim());
    });
  }
  assert.ok(all!.entities.at(-1)!.end > text.length - 20, 'the end has been read');
  const sure = await engine.findEntities({ model, texts: [text, 'Ada'], threshold: 0.6 });
  assert.deepEqual(
    sure[0]!.entities,
    grouped!.entities.filter(({ score }) => score >= 0.6),
  );
});

test('neighbors that end and begin by their prefixes stay apart', () => {
  const labels = ['O', 'B-P', 'E-P', 'S-P'];
  const token = (id: number, start: number) => ({
    range: { start, end: start + 1 },
    ...{ id, score: 0.7 },
    isSubword: false,
  });
  const found = aggregateTokens('abcdef', [1, 2, 3, 3, 0, 2].map(token), labels, 'simple');
  assert.deepEqual(
    found.map(({ start, end, label }) => [start, end, label]),
    [
      [0, 2, 'P'],
      [2, 3, 'P'],
      [3, 4, 'P'],
      [5, 6, 'P'],
    ],
  );
});
