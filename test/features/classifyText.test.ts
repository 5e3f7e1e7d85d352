import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyText, parseLabels } from '../../src/features/classifyText';
import { sentenceAt } from '../../src/features/sentences';
import type { ModelDescription, ModelHead } from '../../src/protocol/engineApi';

async function check(heads: readonly ModelHead[], expected: string[]): Promise<void> {
  const score = (label: string, value: number) => ({ label, score: value, logit: 0 });
  const engine = {
    describe: async () => ({ heads }) as ModelDescription,
    classify: async () => ({ labels: [score('negative', 0.2), score('positive', 0.8)] }),
    cloze: async ({ labels }: { labels: readonly string[] }) => ({
      labels: labels.map((label, i) => score(label, i / 10)),
    }),
  };
  const request = { model: '', text: '', labels: ['sport', 'music'], template: '' };
  const result = await classifyText(engine, request);
  assert.deepEqual(
    result.labels.map(({ label }) => label),
    expected,
  );
}

test('a classification head is used where there is one, labels in a prompt otherwise; best first', async () => {
  await check(['mlm', 'classify'], ['positive', 'negative']);
  await check(['mlm'], ['music', 'sport']);
});

test('labels are separated by commas', () => assert.deepEqual(parseLabels(' a, b c ,,a'), ['a', 'b c']));

test('the sentence at the caret', () => {
  const check = (source: string, expected: string | undefined) => {
    const document = source.replace('|', '');
    assert.equal(sentenceAt(document, source.indexOf('|'), 'markdown'), expected, source);
  };
  check('One here. Two |here\nand there. Three.', 'Two here and there.');
  check('One here.| Two.', 'One here.');
  check('One here. |Two.', 'Two.');
  check('- |Item text', 'Item text');
  check('|- Item text', 'Item text');
  check('|# Title', 'Title');
  check('> This is a quoted\n> sen|tence here.', 'This is a quoted sentence here.');
  check('|', undefined);
});
