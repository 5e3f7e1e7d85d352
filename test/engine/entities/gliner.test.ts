import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { entityPrompt, readWords, wordsOf } from '../../../src/engine/batch/glinerLogits';
import { SafetensorsFile } from '../../../src/engine/checkpoint/safetensors';
import { glinerEntities } from '../../../src/engine/entities/glinerEntities';
import { fixture, golden, openGliner } from './glinerFixture';

const { labels, texts } = golden;
const logitBound = 1e-4;

const logitsFile = SafetensorsFile.open(path.join(fixture, 'logits.safetensors'));
after(async () => (await logitsFile).close());

for (const [name, { config, entities }] of Object.entries(golden.models)) {
  describe(name, () => {
    test('logits of a padded batch are those of the package', async () => {
      const model = await (await openGliner(name)).runner({});
      const expected = await logitsFile;
      const words = wordsOf(model, texts);
      const read = texts.flatMap((_, text) => (words[text]!.length > 0 ? [text] : []));
      let compared = 0;
      const wanted = await Promise.all(read.map((text) => expected.readFloat32(`${name}.${text}`)));
      await readWords(
        model,
        entityPrompt(model, labels),
        read.map((text) => words[text]!),
        ({ shape, data }, i) => {
          const [count, columns, depth] = shape;
          assert.deepEqual([...shape], expected.info(`${name}.${read[i]}`).shape);
          data.forEach((logit, index) => {
            const word = Math.floor(index / (columns * depth));
            const width = Math.floor(index / depth) % columns;
            // The package scores spans beyond the end as if they were the first word.
            if (config.span_mode === 'markerV0' && word + width >= count) return;
            const error = Math.abs(logit - wanted[i]![index]!);
            assert.ok(error < logitBound, `text ${read[i]}, ${index}: ${logit} for ${wanted[i]![index]}`);
            compared++;
          });
        },
      );
      assert.ok(compared > 500);
    });

    for (const [threshold, wanted] of Object.entries(entities)) {
      test(`entities with scores above ${threshold} are those of the package`, async () => {
        const model = await (await openGliner(name)).runner({});
        const found = await glinerEntities(model, texts, labels, Number(threshold));
        assert.deepEqual(
          found.map((list) => list.map(({ start, end, label }) => [start, end, label])),
          wanted.map((list) => list.map(([start, end, label]) => [start, end, label])),
        );
        found.forEach((list, text) =>
          list.forEach(({ score }, i) => assert.ok(Math.abs(score - wanted[text]![i]![3]) < 2e-5)),
        );
      });
    }
  });
}
