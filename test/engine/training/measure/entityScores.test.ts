import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { entityMistakes } from '../../../../src/engine/training/measure/entityMistakes';
import { accuracy, entityScores, evaluateTags } from '../../../../src/engine/training/measure/entityScores';
import type { TaggedText } from '../../../../src/protocol/training';
import { bioTags, canonicalTags, entitiesOfTags } from '../../../../src/protocol/wordTags';

type Scores = readonly [precision: number, recall: number, f1: number];

/** What seqeval makes of random tags; test/fixtures/tokenTraining/make.py. */
interface SeqevalCase {
  readonly expected: readonly (readonly string[])[];
  readonly predicted: readonly (readonly string[])[];
  readonly entities: readonly (readonly (readonly [label: string, first: number, last: number])[])[];
  readonly micro: Scores;
  readonly macro: Scores;
  readonly labels: Readonly<Record<string, readonly [...Scores, support: number]>>;
  readonly accuracy: number;
}

const fixture = path.join(__dirname, '../../../fixtures/tokenTraining/seqeval.json');
const cases = JSON.parse(readFileSync(fixture, 'utf8')) as readonly SeqevalCase[];

const near = (actual: number, wanted: number, what: string) =>
  assert.ok(Math.abs(actual - wanted) < 1e-12, `${what}: ${actual}, ${wanted}`);

describe('entities and their scores are those of seqeval', () => {
  const entities = (rows: readonly (readonly string[])[]) => rows.map((tags) => entitiesOfTags(canonicalTags(tags)));

  for (const [index, one] of cases.entries()) {
    test(`case ${index}`, () => {
      const [wanted, found] = [entities(one.expected), entities(one.predicted)];
      assert.deepEqual(
        found.map((all) => all.map(({ label, start, end }) => [label, start, end - 1])),
        one.entities,
      );
      const labels = Object.keys(one.labels);
      const scores = entityScores(wanted, found, labels);
      for (const average of ['micro', 'macro'] as const) {
        const { precision, recall, f1 } = scores[average];
        [precision, recall, f1].forEach((value, i) => near(value, one[average][i]!, average));
      }
      labels.forEach((label, id) => {
        const { precision, recall, f1, support } = scores.labels[id]!;
        [precision, recall, f1, support].forEach((value, i) => near(value, one.labels[label]![i]!, label));
      });
      near(accuracy(one.expected, one.predicted), one.accuracy, 'accuracy');
    });
  }

  test('there are malformed tags among them', () => {
    const malformed = cases.flatMap(({ expected }) => expected).filter((tags) => / ?O I-|^I-/.test(tags.join(' ')));
    assert.ok(malformed.length > 20);
  });
});

const text = (sentence: string, tags: string): TaggedText => {
  const words = [...sentence.matchAll(/\S+/g)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  }));
  return { text: sentence, words, entities: entitiesOfTags(tags.split(' ')) };
};

const texts = [
  text('Anna Smith saw Rome', 'B-PER I-PER O B-LOC'),
  text('Paris saw Bob', 'B-LOC O B-PER'),
  text('It was May', 'O O O'),
];
const answers = ['B-PER O O B-PER', 'O O B-PER', 'O O B-DATE'].map((tags, row) => ({
  tags: tags.split(' '),
  confidences: tags.split(' ').map((_, word) => 0.9 - 0.2 * row - 0.05 * word),
}));

test('a report has accuracy, the F1 of each label, and an interval around the micro-F1', () => {
  const labels = ['DATE', 'LOC', 'ORG', 'PER'];
  const {
    accuracy: share,
    entities,
    interval,
    f1,
    macroF1,
    examples,
  } = evaluateTags(texts, { texts: answers, loss: 0.5 }, labels, new Set(bioTags(labels)));
  assert.equal(examples, 3);
  near(share, 6 / 10, 'accuracy');
  assert.deepEqual(f1, [0, 0, null, 0.4], 'no text and no answer has the third label');
  near(macroF1, 0.4 / 3, 'macro-F1');
  near(entities!.micro.f1, 0.25, 'micro-F1');
  assert.ok(interval[0] <= 0.25 && interval[1] >= 0.25);
});

test('mistakes are missed, spurious, of another range or another label, the surest first', () => {
  const mistakes = entityMistakes(texts, { texts: answers, loss: 0 });
  assert.deepEqual(
    mistakes.map(({ error, expected, predicted }) => [error, expected, predicted]),
    [
      ['range', 'PER “Anna Smith”', 'PER “Anna”'],
      ['label', 'LOC “Rome”', 'PER “Rome”'],
      ['missed', 'LOC “Paris”', 'no entity'],
      ['spurious', 'no entity', 'DATE “May”'],
    ],
  );
  assert.equal(mistakes[0]!.text, 'Anna Smith saw Rome');
  const long = text(`${'far '.repeat(20)}Rome${' away'.repeat(20)}`, `${'O '.repeat(20)}B-LOC${' O'.repeat(20)}`);
  const [missed] = entityMistakes([long], {
    texts: [{ tags: long.words.map(() => 'O'), confidences: long.words.map(() => 1) }],
    loss: 0,
  });
  assert.match(missed!.text, /^… (far ){12}Rome( away){12} …$/);
});
