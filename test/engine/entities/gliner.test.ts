import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { forward } from '../../../src/engine/batch/forward';
import { entityPrompt, readWords, wordsOf } from '../../../src/engine/batch/glinerLogits';
import { int64 } from '../../../src/engine/batch/inputTensors';
import { SafetensorsFile } from '../../../src/engine/checkpoint/safetensors';
import { glinerEntities } from '../../../src/engine/entities/glinerEntities';
import { RequestError } from '../../../src/protocol/errors';
import { fixture, golden } from '../glinerFiles';
import { openGliner } from './glinerFixture';

const { labels, texts } = golden;
const logitBound = 1e-4;

const logitsFile = SafetensorsFile.open(path.join(fixture, 'logits.safetensors'));
after(async () => (await logitsFile).close());

test('the forward pass over given tensors gives the same logits, and needs all of them', async () => {
  const loaded = await openGliner('token-lstm-1');
  const model = await loaded.runner({});
  const [words = []] = wordsOf(model, texts);
  const prompt = entityPrompt(model, labels);
  const tokens = words.map(({ tokens: ofWord }) => ofWord);
  const ids = [model.tokenizer.special.cls, ...prompt.tokens, ...tokens.flat(), model.tokenizer.special.sep];
  const first = (word: number) => 1 + prompt.tokens.length + tokens.slice(0, word).flat().length;
  const inputs = new Map([
    ['input_ids', int64(ids, [1, ids.length])],
    [
      'word_positions',
      int64(
        words.map((_, word) => first(word)),
        [1, words.length],
      ),
    ],
    ['word_counts', int64([words.length], [1])],
    [
      'label_positions',
      int64(
        prompt.positions.map((position) => position + 1),
        [labels.length],
      ),
    ],
  ]);
  const result = await forward(loaded.graphs({}), 'gliner', inputs, true);
  const { data, shape } = result.get('logits')!;
  const wanted = await (await logitsFile).readFloat32('token-lstm-1.0');
  assert.deepEqual(shape, [1, words.length, labels.length, 3]);
  data.forEach((logit, i) => assert.ok(Math.abs(logit - wanted[i]!) < logitBound));
  assert.ok(result.has('probs.1'), 'attention is traced');
  for (const name of ['word_positions', 'word_counts', 'label_positions']) {
    const others = new Map([...inputs].filter(([other]) => other !== name));
    await assert.rejects(forward(loaded.graphs({}), 'gliner', others, false), RequestError);
    const far = new Map([...inputs, [name, int64([ids.length], name === 'word_positions' ? [1, 1] : [1])] as const]);
    await assert.rejects(forward(loaded.graphs({}), 'gliner', far, false), RequestError);
  }
});

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
