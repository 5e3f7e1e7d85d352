import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { testEngine } from '../testEngine';

const { engine } = testEngine();
/** Checkpoints and what the package `gliclass` computes with them; make.py beside them. */
const fixtures = path.join(__dirname, '../../fixtures/gliclass');
const names = readdirSync(fixtures, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Of one set of labels. */
interface Expected {
  readonly labels: readonly string[];
  readonly texts: readonly { readonly text: string; readonly ids: readonly number[]; readonly logits: number[] }[];
}

const models = mkdtempSync(path.join(tmpdir(), 'gliclass-'));
after(() => rmSync(models, { recursive: true }));

/** A model's folder, with the tokenizer that all of them share. */
function modelOf(name: string): string {
  const folder = path.join(models, name);
  cpSync(path.join(fixtures, name), folder, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    cpSync(path.join(fixtures, file), path.join(folder, file));
  return folder;
}

function expectedOf(name: string): readonly Expected[] {
  return JSON.parse(readFileSync(path.join(fixtures, name, 'expected.json'), 'utf8')) as Expected[];
}

const order = (logits: readonly number[]) => logits.map((_, i) => i).sort((a, b) => logits[b]! - logits[a]!);

describe('logits are those of the package gliclass, in padded batches and alone', () => {
  assert.equal(names.length, 22);
  for (const name of names) {
    test(name, async () => {
      const model = modelOf(name);
      for (const { labels, texts } of expectedOf(name)) {
        const own = { labels, template: '{label}' };
        const together = await engine.classify({ model, texts, own });
        assert.deepEqual([together.method, together.labels], ['gliclass', labels]);
        for (const [i, { text, logits }] of texts.entries()) {
          const alone = await engine.classify({ model, texts: [{ text }], own });
          for (const found of [together.texts[i]!, alone.texts[0]!]) {
            found.logits.forEach((logit, label) =>
              assert.ok(Math.abs(logit - logits[label]!) < 1e-4, `${text}: ${found.logits.join()} ≠ ${logits.join()}`),
            );
            assert.deepEqual(order(found.logits), order(logits));
          }
        }
      }
    });
  }
});

test('single labels share a softmax, independent ones have a sigmoid each', async () => {
  const model = modelOf('simple-1');
  const [{ labels, texts }] = expectedOf('simple-1') as [Expected];
  const { text, logits } = texts[1]!;
  const scoresOf = async (multiLabel: boolean) => {
    const found = await engine.classify({ model, texts: [{ text }], own: { labels, template: '{label}', multiLabel } });
    return found.texts[0]!.scores;
  };
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  const wanted = [
    { found: await scoresOf(false), score: (logit: number) => Math.exp(logit) / total },
    { found: await scoresOf(true), score: (logit: number) => 1 / (1 + Math.exp(-logit)) },
  ];
  for (const { found, score } of wanted) {
    found.forEach((value, i) =>
      assert.ok(Math.abs(value - score(logits[i]!)) < 1e-4, `${value} ≠ ${score(logits[i]!)}`),
    );
  }
});

test('a long text is read in overlapping windows, each with all labels', async () => {
  const model = modelOf('simple-1');
  const [{ labels, texts }] = expectedOf('simple-1') as [Expected];
  const text = Array.from({ length: 12 }, () => texts.map((one) => one.text).join(' ')).join(' ');
  const read = async (maxWindows: number, multiLabel = false) => {
    const own = { labels, template: '{label}', multiLabel };
    return (await engine.classify({ model, texts: [{ text }], own, maxWindows })).texts[0]!;
  };
  const all = await read(32);
  assert.ok(all.windows > 2 && !all.truncated);
  const first = await read(1);
  const mean = await read(2);
  const largest = await read(2, true);
  assert.deepEqual([mean.windows, mean.truncated], [2, true]);
  labels.forEach((_, label) => {
    const second = 2 * mean.logits[label]! - first.logits[label]!;
    assert.ok(Math.abs(second - first.logits[label]!) > 1e-4, 'the windows differ');
    assert.ok(Math.abs(largest.logits[label]! - Math.max(first.logits[label]!, second)) < 1e-5);
  });
});

test('a model of labels of one’s own is no classifier by itself, and says what it is', async () => {
  const model = modelOf('mlp-1');
  const { heads, kind, zeroShot, labels, problemType, maxTokens, vocabularySize } = await engine.describe({ model });
  assert.deepEqual(heads, ['gliclass']);
  assert.equal(kind, 'a GLiClass model');
  assert.deepEqual([zeroShot, labels, problemType, vocabularySize], ['gliclass', [], undefined, 79]);
  assert.ok(maxTokens >= 128);
  await assert.rejects(
    engine.classify({ model, texts: [{ text: 'a' }] }),
    /is a GLiClass model: it cannot classify texts, but it can compare labels of your own\./,
  );
});

test('labels that leave no room, or hold the token before a label, are refused', async () => {
  const model = modelOf('simple-2');
  const classify = (labels: readonly string[]) =>
    engine.classify({ model, texts: [{ text: 'a' }], own: { labels, template: '{label}' } });
  const many = Array.from({ length: 40 }, (_, i) => `label ${i}`);
  await assert.rejects(classify(many), /The labels have \d+ tokens together.*Give fewer or shorter ones\./);
  await assert.rejects(classify(['a', 'b<<LABEL>>c']), /may not hold <<LABEL>>/);
  // In a text it is nothing special: labels stay where they are.
  const own = { labels: ['music', 'law'], template: '{label}' };
  const { texts } = await engine.classify({ model, texts: [{ text: 'a <<LABEL>> b' }], own });
  assert.equal(texts[0]!.logits.length, 2);
});

test('a tokenizer without the model’s tokens is refused', async () => {
  // The second reads nothing at the token after the labels.
  for (const [name, marker] of [
    ['v1-2', '<<LABEL>>'],
    ['simple-1', '<<SEP>>'],
  ] as const) {
    const model = modelOf(name);
    const file = path.join(model, 'tokenizer.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(marker, '<<OTHER>>'));
    await assert.rejects(
      engine.classify({ model, texts: [{ text: 'a' }], own: { labels: ['b', 'c'], template: '{label}' } }),
      /does not have the tokens <<LABEL>> and <<SEP>>.*Use the tokenizer files that were saved with the weights\./,
    );
  }
});

for (const name of ['simple-1', 'normalized-2']) {
  test(`${name}: fp16 answers as fp32 does, and int8 nearly so`, async () => {
    const model = modelOf(name);
    const half = await engine.comparePrecision({ model, precision: 'fp16' });
    assert.ok(half.answers > 20 && half.agreement > 0.9 && half.meanDivergence! < 1e-4, JSON.stringify(half));
    const int8 = await engine.comparePrecision({ model, precision: 'int8' });
    assert.ok(int8.meanDivergence! > 0 && int8.meanDivergence! < 0.1, JSON.stringify(int8));
  });
}

test('attention can be looked at', async () => {
  const overview = await engine.attentionOverview({ model: modelOf('lstm-1'), text: 'A good day.' });
  assert.ok(overview.tokens.length > 3);
});
