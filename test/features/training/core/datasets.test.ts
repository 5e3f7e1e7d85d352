import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkTexts, usableTexts } from '../../../../src/features/training/core/checkTexts';
import { type LabeledText, textKey, readLabeledTexts } from '../../../../src/prose/labeledTexts';
import { labelsIn, withLabel } from '../../../../src/features/training/core/labelLines';
import { splitTexts, planTraining } from '../../../../src/features/training/core/trainingPlan';
import { describeLabels, examplesOf } from '../../../../src/features/training/core/trainingSet';
import { RequestError } from '../../../../src/protocol/errors';

const plain = (file: string, contents: string, columns = {}) =>
  readLabeledTexts(file, contents, columns).map(({ text, labels, textPair }) =>
    textPair === undefined ? [text, ...labels] : [text, textPair, ...labels],
  );

describe('reading labeled texts', () => {
  test('tables with a header, quotes, line breaks and a byte order mark', () => {
    assert.deepEqual(plain('a.csv', '\uFEFFlabel,text\r\ngood,"Say ""hi"",\nyou"\r\nbad,No.\r\n'), [
      ['Say "hi",\nyou', 'good'],
      ['No.', 'bad'],
    ]);
    assert.deepEqual(plain('a.tsv', 'sentence\tlabel\nit \'s "fine\t1\n'), [['it \'s "fine', '1']]);
  });
  test('tables without a header, by guess and by column number', () => {
    assert.deepEqual(plain('a.csv', 'One.,x\nTwo.,x\n'), [
      ['One.', 'x'],
      ['Two.', 'x'],
    ]);
    const cola = 'gj04\t1\t\tThe boat sank.\ngj04\t0\t*\tBoat the sank.\n';
    assert.deepEqual(plain('cola.tsv', cola, { text: '4', label: '2' }), [
      ['The boat sank.', '1'],
      ['Boat the sank.', '0'],
    ]);
    assert.throws(() => plain('cola.tsv', cola), /does not say which column/);
    assert.throws(() => plain('cola.tsv', cola, { text: '9', label: '2' }), /no column "9"/);
  });
  test('a JSON object a line, with one label, several, or a pair of texts', () => {
    const lines =
      '{"text":"a","label":1}\n\n{"text":"b","labels":["x","y"]}\n{"premise":"p","hypothesis":"h","label":"no"}';
    assert.deepEqual(plain('a.jsonl', lines), [
      ['a', '1'],
      ['b', 'x', 'y'],
      ['p', 'h', 'no'],
    ]);
    assert.throws(
      () => plain('a.jsonl', '{"text":"a","label":1}\n{'),
      (error) => error instanceof RequestError && /Line 2/.test(error.message),
    );
    assert.throws(() => plain('a.jsonl', '{"text":"a"}'), /no "text" and "label"/);
    assert.throws(() => plain('a.xlsx', ''), /not a \.csv/);
  });
});

const texts = (counts: Readonly<Record<string, number>>): LabeledText[] =>
  Object.entries(counts).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, i) => ({ text: `${label} text ${i}`, labels: [label] })),
  );

describe('warnings', () => {
  test('say what is wrong, and nothing when all is well', () => {
    assert.deepEqual(checkTexts(texts({ good: 20, bad: 20 }), 'single_label_classification'), []);
    const faulty = [
      ...texts({ positive: 120, positve: 2, negative: 15 }),
      { text: ' ', labels: ['positive'] },
      { text: 'positive text 1', labels: ['negative'] },
      { text: 'Positive  text 2', labels: ['positive'] },
    ];
    const told = checkTexts(faulty, 'single_label_classification', [
      { text: 'positive text 3', labels: ['positive'] },
    ]).join('\n');
    for (const part of [
      /1 entry has no text or no label/,
      /1 text occurs more than once/,
      /1 text has different labels/,
      /1 text is in both the training and the held-out data/,
      /Few texts.*positve \(2\)/,
      /rare labels/,
      /“positve” \(2\) looks like “positive” \(122\) misspelled/,
    ])
      assert.match(told, part);
    const slips = (counts: Readonly<Record<string, number>>) =>
      [
        ...checkTexts(texts(counts), 'single_label_classification')
          .join('\n')
          .matchAll(/“(\w+)” \(\d+\) looks like “(\w+)”/g),
      ].map(([, wrong, right]) => `${wrong} ${right}`);
    assert.deepEqual(slips({ glad: 12, gald: 1, sad: 12, Sad: 3 }), ['gald glad', 'Sad sad']);
    assert.deepEqual(slips({ bug: 12, bugs: 1, buug: 1, bgu: 1 }), ['bugs bug', 'buug bug', 'bgu bug']);
    assert.deepEqual(
      slips({ bugs: 40, bug: 30, class: 9 }),
      ['bug bugs'],
      'a plural is the same label, however common',
    );
    assert.deepEqual(slips({ good: 12, mood: 12, gold: 3, sad: 12, bad: 1, v1: 12, v2: 1 }), ['gold good']);
    const numbers = Array.from({ length: 5000 }, (_, i) => ({ text: `${i}`, labels: [`${i / 7}`] }));
    assert.deepEqual(planTraining(numbers, { heldOut: 0.2, seed: 1 }).warnings, [], 'numbers are not labels');
    assert.equal(usableTexts(faulty).length, faulty.length - 1);
  });
});

test('a split keeps labels in proportion and same texts together, the same for a seed', () => {
  const all = texts({ a: 100, b: 20, c: 2 });
  const { train, heldOut } = splitTexts(all, 0.2, 1);
  const count = (label: string) => heldOut.filter(({ labels }) => labels[0] === label).length;
  assert.deepEqual([count('a'), count('b'), count('c')], [20, 4, 1]);
  assert.equal(train.length + heldOut.length, all.length);
  assert.deepEqual(splitTexts(all, 0.2, 1).heldOut, heldOut);
  assert.notDeepEqual(splitTexts(all, 0.2, 2).heldOut, heldOut);
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.constantFrom('x', 'y', 'z', 'w'), labels: fc.constantFrom(['a'], ['b']) })),
      (given) => {
        const split = splitTexts(given, 0.3, 4);
        const known = new Set(split.train.map(textKey));
        assert.ok(split.heldOut.every((one) => !known.has(textKey(one))));
        assert.equal(split.train.length + split.heldOut.length, given.length);
      },
    ),
  );
});

test('labels tell the task', () => {
  const of = (labels: string[][]) => describeLabels(labels.map((one) => ({ text: 't', labels: one })));
  assert.deepEqual(of([['2'], ['10'], ['1']]), {
    problemType: 'single_label_classification',
    labels: ['1', '2', '10'],
  });
  assert.equal(of([['x', 'y'], ['y']]).problemType, 'multi_label_classification');
  const numbers = Array.from({ length: 30 }, (_, i) => ({ text: 't', labels: [`${i / 7}`] }));
  const set = describeLabels(numbers);
  assert.equal(set.problemType, 'regression');
  assert.deepEqual(examplesOf(numbers.slice(1, 2), set)[0]?.target, [1 / 7]);
  assert.throws(() => examplesOf([{ text: 't', labels: ['q'] }], of([['x'], ['y']])), /no label “q”/);
});

describe('labels given in the editor', () => {
  const line = (text: string, label: string) => ({ text, label, source: 'a.md' });
  const first = '{"text":"One.","label":"x"}\n';
  test('are added, replaced and taken away, and other lines stay', () => {
    const two = withLabel(`${first}not json\n`, 'Two.', line('Two.', 'y'));
    assert.equal(two, `${first}not json\n{"text":"Two.","label":"y","source":"a.md"}\n`);
    assert.equal(withLabel(two, ' two. ', line('Two.', 'z')).split('\n')[2], JSON.stringify(line('Two.', 'z')));
    assert.equal(withLabel(two, 'Two.', undefined), `${first}not json\n`);
    const foreign = '{"text":"Two.","text_pair":"A","label":"p"}\r\n\r\n{"id":7,"text":"Two.","label":"y"}\r\n';
    const changed = foreign.replace('"label":"y"', '"label":"z","source":"a.md"');
    assert.equal(withLabel(foreign, 'Two.', line('Two.', 'z')), changed);
    assert.deepEqual(
      [...labelsIn(two)],
      [
        ['one.', 'x'],
        ['two.', 'y'],
      ],
    );
  });
  test('any texts and labels are read as they were given', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 8 }), (given) => {
        const contents = given.reduce((all, [text, label]) => withLabel(all, text, line(text, label)), '');
        const wanted = new Map(given.map(([text, label]) => [textKey({ text, labels: [] }), label]));
        assert.deepEqual(new Map(labelsIn(contents)), wanted);
      }),
    );
  });
});

test('a plan splits, names labels and warns', () => {
  const plan = planTraining([...texts({ no: 10, yes: 10 }), { text: ' ', labels: ['no'] }], { heldOut: 0.2, seed: 1 });
  assert.deepEqual(
    [plan.problemType, plan.labels, plan.train.length, plan.heldOut.length],
    ['single_label_classification', ['no', 'yes'], 16, 4],
  );
  assert.match(plan.warnings.join(' '), /1 entry has no text/);
  const given = planTraining(texts({ no: 3, yes: 3 }), {
    measured: texts({ no: 1, yes: 1 }),
    heldOut: 0.2,
    seed: 1,
    limit: 4,
  });
  assert.deepEqual([given.train.length, given.heldOut.length], [4, 2]);
  assert.match(given.warnings.join(' '), /2 texts are in both the training and the held-out data/);
});

describe('data that is too much', () => {
  const rows = (count: number, row: (index: number) => string) => Array.from({ length: count }, (_, i) => row(i));

  test('more labels than a classifier can learn are refused before any work', () => {
    const texts = rows(1001, (i) => `text ${i}`).map((text, i) => ({ text, labels: [`id ${i}`] }));
    const options = { heldOut: 0.2, seed: 1 };
    assert.throws(() => planTraining(texts, options), {
      name: 'RequestError',
      message: /1,001 different labels \(“id \d+”, .*at most 1,000\. Are these texts or ids\? .*“text” and “label”/,
    });
    assert.equal(planTraining(texts.slice(1), options).labels.length, 1000);
    const numbers = texts.map(({ text }, i) => ({ text, labels: [`${i}`] }));
    assert.equal(planTraining(numbers, options).problemType, 'regression');
  });

  test('labels that are texts, and numbers that 32 bits tell only roughly, are refused', () => {
    const options = { heldOut: 0.2, seed: 1 };
    const labeled = (labels: readonly string[]) => labels.map((label, i) => ({ text: `text ${i}`, labels: [label] }));
    assert.throws(() => planTraining(labeled(['a'.repeat(1001), 'b']), options), /1,001 characters .*Is it a text\?/);
    for (const largest of ['16777217', '-1e300']) {
      const numbers = rows(30, (i) => (i === 3 ? largest : `${i}`));
      assert.throws(() => planTraining(labeled(numbers), options), /cannot be learned: the limit is 16,777,216/);
    }
  });

  test('a line that is not text is refused with its number', () => {
    const long = 'a'.repeat(1_000_001);
    const message = /Line 2 of "a\.\w+" has more than 1,000,000 characters/;
    assert.throws(() => plain('a.csv', `text,label\n${long},x\n`), { name: 'RequestError', message });
    assert.throws(() => plain('a.jsonl', `\n{"text":"${long}","label":"x"}`), { name: 'RequestError', message });
  });

  test('more cells or lines than fit into memory are refused', () => {
    assert.throws(() => plain('a.csv', ','.repeat(3_000_001)), /more than 3,000,000 cells/);
    assert.deepEqual(plain('a.jsonl', `${'\n'.repeat(3_000_001)}{"text":"a","label":"b"}`), [['a', 'b']]);
  });

  test('a text that stands there a hundred thousand times stays on one side', () => {
    const texts = [...rows(200_000, () => 'same'), ...rows(10, (i) => `text ${i}`)].map((text) => ({
      text,
      labels: ['a'],
    }));
    const { train, heldOut } = splitTexts(texts, 0.2, 1);
    assert.equal(train.length + heldOut.length, texts.length);
    assert.ok([train, heldOut].some((side) => side.filter(({ text }) => text === 'same').length === 200_000));
  });
});
