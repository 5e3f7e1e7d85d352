import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../../../package.json';
import { LabelCounts } from '../../../../src/features/classification/core/labelCounts';
import { labelSetsOf, storedLabelSet, templateProblem } from '../../../../src/features/classification/core/labelSet';
import { typedLabels } from '../../../../src/protocol/labelTemplate';
import {
  confidence,
  noneOfThese,
  passing,
  ranked,
  verdict,
} from '../../../../src/features/classification/core/verdict';

test('labels are ranked by score, equal ones in their given order', () => {
  assert.deepEqual(ranked([0.2, 0.4, 0.2, 0.4]), [1, 3, 0, 2]);
});

test('which labels hold, and none of these', () => {
  assert.deepEqual(passing([0.5, 0.3, 0.2], 'single_label_classification', 0), [0]);
  assert.deepEqual(passing([0.5, 0.3, 0.2], 'single_label_classification', 0.5), [0]);
  assert.deepEqual(passing([0.5, 0.3, 0.2], 'single_label_classification', 0.6), []);
  assert.deepEqual(passing([0.7, 0.4, 0.9], 'multi_label_classification', 0), [2, 0]);
  assert.deepEqual(passing([0.7, 0.4, 0.9], 'multi_label_classification', 0.3), [2, 0, 1]);
  assert.deepEqual(passing([-3.2], 'regression', 0.9), [0]);
  assert.deepEqual(
    verdict(['a', 'b'], [0.5, 0.5], 'single_label_classification', 0),
    ['a'],
    'of equal labels the first',
  );
  assert.deepEqual(verdict(['a', 'b'], [0.4, 0.1], 'multi_label_classification', 0), [noneOfThese]);
  assert.equal(confidence([0.1, 0.7, 0.2]), 0.7);
});

test('labels are counted as texts come and go', () => {
  const counts = new LabelCounts(['a', 'b'], 'single_label_classification', 0.6);
  counts.add([0.9, 0.1]);
  counts.add([0.8, 0.2]);
  counts.add([0.5, 0.5]);
  counts.add([0.2, 0.8]);
  counts.remove([0.8, 0.2]);
  assert.equal(counts.texts, 3);
  assert.deepEqual(
    counts.distribution().map(({ label, count }) => [label, count]),
    [
      ['a', 1],
      ['b', 1],
      [noneOfThese, 1],
    ],
  );
  assert.ok(Math.abs(counts.means()[0]! - 1.6 / 3) < 1e-9);
});

test('a label that is called “none of these” is counted apart from texts without a label', () => {
  const counts = new LabelCounts([noneOfThese, 'b'], 'single_label_classification', 0.6);
  counts.add([0.9, 0.1]);
  counts.add([0.7, 0.3]);
  counts.add([0.5, 0.5]);
  assert.deepEqual(
    counts.distribution().map(({ label, count }) => [label, count]),
    [
      [noneOfThese, 2],
      ['b', 0],
      [noneOfThese, 1],
    ],
  );
});

test('labels as they are typed, and sets as they are kept in settings', () => {
  assert.deepEqual(typedLabels(' a, b c ,,a'), ['a', 'b c']);
  const setting = {
    tone: { labels: ['good', ' bad ', 'good'], template: 'It was {label}.', multiLabel: true, threshold: 0.4 },
    topic: { labels: ['sport', 7] },
    broken: { labels: 'sport' },
    empty: { labels: [''] },
    wrong: 3,
  };
  const [tone, topic, ...others] = labelSetsOf(setting, '{label}: {text}');
  assert.deepEqual(tone, {
    name: 'tone',
    own: { labels: ['good', 'bad'], template: 'It was {label}.', multiLabel: true },
    threshold: 0.4,
  });
  assert.deepEqual(topic?.own, { labels: ['sport', '7'], template: '{label}: {text}', multiLabel: false });
  assert.deepEqual(others, []);
  assert.deepEqual(labelSetsOf({ tone: storedLabelSet(tone) }), [tone]);
  assert.deepEqual(labelSetsOf(null), []);
});

test('settings accept a template exactly where the engine does', () => {
  const sections = manifest.contributes.configuration.map(({ properties }) => properties);
  const settings = sections.find((section) => 'deberta.classify.template' in section)!;
  const { template: inSet } = settings['deberta.classify.labelSets']!.additionalProperties.properties;
  const patterns = [settings['deberta.classify.template']!, inSet].map(({ pattern }) => new RegExp(pattern, 'u'));
  const right = ['{label}', 'It is {}.', '{label}: {text}', '“{text}”\nIt is {label}.', '{text} ({label})'];
  const wrong = ['', '{text}', '{label} {}', '{text} {text} {label}', '{text}{label}', '{label}-{text}', '{text}/{}'];
  for (const template of [...right, ...wrong]) {
    const isRight = right.includes(template);
    assert.equal(templateProblem(template) === undefined, isRight, template);
    for (const pattern of patterns) assert.equal(pattern.test(template), isRight, template);
  }
});
