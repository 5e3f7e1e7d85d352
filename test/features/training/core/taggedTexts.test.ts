import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { entityLabelsIn, withEntity } from '../../../../src/features/training/core/entityLines';
import { readLabeledData } from '../../../../src/features/training/core/readLabeledData';
import type { EntityText } from '../../../../src/features/training/core/readTaggedTexts';
import { planData, planEntities, trainingJob } from '../../../../src/features/training/core/trainingPlan';
import { RequestError } from '../../../../src/protocol/errors';
import { defaultTrainingOptions } from '../../../../src/protocol/trainingDefaults';

function read(file: string, contents: string): readonly EntityText[] {
  const data = readLabeledData(file, contents);
  assert.equal(data.kind, 'entities');
  return data.kind === 'entities' ? data.texts : [];
}

/** The text, then its entities as label and text. */
const plain = (file: string, contents: string) =>
  read(file, contents).map(({ text, words, entities }) => [
    text,
    ...entities.map(({ start, end, label }) => `${label} ${text.slice(words[start]!.start, words[end - 1]!.end)}`),
  ]);

const refuses = (file: string, contents: string, message: RegExp) =>
  assert.throws(
    () => readLabeledData(file, contents),
    (error) => error instanceof RequestError && message.test(error.message),
  );

describe('CoNLL', () => {
  const anna = ['Anna Smith saw Rome .', 'PER Anna Smith', 'LOC Rome'];

  test('has a word a line, its tag in the last column, and empty lines between sentences', () => {
    const lines =
      '\uFEFF-DOCSTART- -X- -X- O\r\n\r\nAnna NNP B-NP B-PER\r\nSmith NNP I-NP I-PER\r\nsaw VB B-VP O\r\nRome NNP B-NP B-LOC\r\n. . O O\r\n\r\n\r\nYes UH O O\r\n';
    assert.deepEqual(plain('a.conll', lines), [anna, ['Yes']]);
    assert.deepEqual(plain('a.txt', lines), [anna, ['Yes']], 'whatever it is called');
    assert.deepEqual(plain('a.tsv', lines.replaceAll(' ', '\t')), [anna, ['Yes']]);
    const [first] = read('a.conll', lines);
    assert.deepEqual(first!.words[3], { start: 15, end: 19 });
    assert.deepEqual(first!.labels, ['LOC', 'PER']);
  });

  test('with any scheme of tags', () => {
    const sentence = (...tags: readonly string[]) =>
      plain('a.conll', ['Anna', 'Smith', 'saw', 'Rome', '.'].map((word, i) => `${word} ${tags[i]}`).join('\n'))[0];
    assert.deepEqual(sentence('B-PER', 'I-PER', 'O', 'B-LOC', 'O'), anna);
    assert.deepEqual(sentence('B-PER', 'E-PER', 'O', 'S-LOC', 'O'), anna, 'BIOES');
    assert.deepEqual(sentence('B-PER', 'L-PER', 'O', 'U-LOC', 'O'), anna, 'BILOU');
    assert.deepEqual(sentence('I-PER', 'I-PER', 'O', 'I-LOC', 'O'), anna, 'IO');
    assert.deepEqual(sentence('PER', 'PER', 'O', 'LOC', 'O'), anna, 'plain labels');
    assert.deepEqual(sentence('B', 'I', 'O', 'B', 'O'), [anna[0], 'ENTITY Anna Smith', 'ENTITY Rome']);
    assert.deepEqual(sentence('I-PER', 'I-LOC', 'O', 'E-LOC', 'S-LOC')?.slice(1), [
      'PER Anna',
      'LOC Smith',
      'LOC Rome',
      'LOC .',
    ]);
  });

  test('comments before a sentence are no words, but a word may be #', () => {
    assert.deepEqual(plain('a.conll', '# id 7 domain=en\nRome B-LOC\n# O\n\n# O\n1 O\n'), [
      ['Rome #', 'LOC Rome'],
      ['# 1'],
    ]);
  });

  test('what is wrong is told with its line', () => {
    refuses('a.conll', 'Rome B-LOC\nis\n', /^Line 2 of "a\.conll" is not a word with its tag: “is”/);
    refuses('a.conll', 'Rome NNP B-LOC\n\nis O\n', /^Line 3 of .* has 2 columns, but the first one has 3/);
    refuses(
      'a.conll',
      'Rome B-LOC\nis O\n\nBern LOC\n',
      /^Line 4 of .* has the tag “LOC”, but other tags begin with B-/,
    );
    refuses(
      'a.conll',
      `${'a'.repeat(600_000)} O\n${'b'.repeat(600_000)} O\n`,
      /^Line 1 of .* more than 1,000,000 char/,
    );
    refuses('a.txt', 'Some prose.\n\nAnd more of it.\n', /is not a \.csv, .* words with tags \(\.conll\)/);
  });

  test('any words and tags are read as they were written', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => /^[^\s#-]\S*$/u.test(one));
    const sentence = fc.array(fc.tuple(word, fc.constantFrom('O', 'B-A', 'I-A', 'B-B-C')), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), (sentences) => {
        const lines = sentences.map((all) => all.map((pair) => pair.join('\t')).join('\n')).join('\n\n');
        assert.deepEqual(
          read('a.conll', lines).map(({ text, words }) => words.map(({ start, end }) => text.slice(start, end))),
          sentences.map((all) => all.map(([one]) => one)),
        );
      }),
    );
  });
});

describe('JSON lines', () => {
  test('have words with tags, or a text with ranges', () => {
    const lines = [
      { id: 1, tokens: ['Anna', 'left', 'Rome'], ner_tags: ['B-PER', 'O', 'B-LOC'] },
      { words: ['No', 'one'], tags: ['O', 'O'] },
      {
        text: 'In  New York\u2019s (old) 東京駅 😀!',
        entities: [
          { start: 2, end: 12, label: 'LOC' },
          { start: 20, end: 23, label: 'LOC' },
        ],
      },
      { text: 'Nothing here.', entities: [] },
    ];
    assert.deepEqual(plain('a.jsonl', lines.map((line) => JSON.stringify(line)).join('\n')), [
      ['Anna left Rome', 'PER Anna', 'LOC Rome'],
      ['No one'],
      [lines[2]!.text, 'LOC New York', 'LOC 東京'],
      ['Nothing here.'],
    ]);
  });

  test('of ranges are divided into words, also where an entity begins or ends in one', () => {
    const [one] = read(
      'a.jsonl',
      JSON.stringify({ text: "It's unhappy, e\u0301t 東京x", entities: [{ start: 7, end: 12, label: 'MOOD' }] }),
    );
    assert.deepEqual(
      one!.words.map(({ start, end }) => one!.text.slice(start, end)),
      ['It', "'", 's', 'un', 'happy', ',', 'e\u0301t', '東', '京', 'x'],
    );
    assert.deepEqual(one!.entities, [{ start: 4, end: 5, label: 'MOOD' }]);
  });

  test('of labeled texts stay what they are', () => {
    for (const line of [
      { text: 'One.', label: 'x', entities: [] },
      { text: 'One.', labels: ['x'], tokens: ['One', '.'] },
      { text: 'One.', label: 'x' },
    ])
      assert.equal(readLabeledData('a.jsonl', JSON.stringify(line)).kind, 'texts');
    assert.equal(readLabeledData('a.tsv', 'Rome\tO\nBern\tB-side\n').kind, 'texts', 'no empty line');
    assert.equal(readLabeledData('a.tsv', 'text\tlabel\nRome\tO\n\nBern\tB-side\n').kind, 'texts');
    assert.equal(readLabeledData('a.tsv', 'Rome\tO\n\nBern\tB-LOC\n', { text: '1', label: '2' }).kind, 'texts');
    assert.equal(readLabeledData('a.csv', 'text,label\nRome,LOC\n').kind, 'texts');
  });

  test('what is wrong is told with its line', () => {
    const good = JSON.stringify({ text: 'Rome', entities: [{ start: 0, end: 4, label: 'LOC' }] });
    const after = (value: object, message: RegExp) =>
      refuses('a.jsonl', `${good}\n${JSON.stringify(value)}\n`, message);
    const entity = (start: unknown, end: unknown, label: unknown = 'LOC') => ({ start, end, label });
    after({ text: 'Rome' }, /^Line 2 of .* neither “tokens” with “tags” nor a “text” with “entities”/);
    after({ tokens: ['a', 'b'], tags: ['O'] }, /^Line 2 of .* 2 words have 1 tags/);
    after({ tokens: ['a', 7], tags: ['O', 'O'] }, /^Line 2 of .* Both are lists of texts/);
    after({ tokens: ['a'], ner_tags: [0] }, /^Line 2 of .* numbers for tags\. Write the names/);
    after({ text: 'Rome', entities: [entity(0, 5)] }, /^Line 2 of .* from 0 to 5, but its text has 4 characters/);
    after({ text: 'Rome', entities: [entity(2, 2)] }, /^Line 2 of .* from 2 to 2/);
    after({ text: 'a   b', entities: [entity(1, 4)] }, /^Line 2 of .* where no characters begin and end/);
    after({ text: '😀 b', entities: [entity(1, 4)] }, /^Line 2 of .* an emoji has two/);
    after({ text: 'Rome', entities: [[0, 4, 'LOC']] }, /^Line 2 of .* without “start”, “end” and “label”: \[0,4,/);
    after({ text: 'Rome', entities: [entity(0, 4, ' ')] }, /^Line 2 of .* without “start”, “end” and “label”/);
    after(
      { text: 'New York', entities: [entity(4, 8), entity(0, 5, 'ORG')] },
      /^Line 2 of .* overlap: ORG “New Y” and LOC “York”\. Keep one/,
    );
    refuses('a.jsonl', `${good}\n{`, /^Line 2 of "a\.jsonl" is not a JSON object/);
  });
});

test('whatever a file holds, it is read or refused, and what is read holds together', () => {
  const good = fc.constantFrom('Rome B-LOC\n', 'a O\n', 'b\tI-LOC\r\n', '\n', '-DOCSTART- O\n', '# id\n', '😀 S-X\n');
  const odd = fc.constantFrom('Rome ', ' B-LOC', 'I-', '#', '\t', '\n', '\r', '\ufeff', '\u200b', '\ud800', '\u00a0');
  const conll = fc
    .array(fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: odd }), { maxLength: 20 })
    .map((all) => all.join(''));
  const entity = fc.record({
    start: fc.integer({ min: -1, max: 9 }),
    end: fc.integer({ min: 0, max: 9 }),
    label: fc.constantFrom('A', '', 1),
  });
  const line = fc.record(
    {
      text: fc.oneof(fc.string({ unit: 'binary', maxLength: 9 }), fc.constant(null)),
      entities: fc.oneof(fc.array(fc.oneof(entity, fc.constant(null)), { maxLength: 3 }), fc.constant({})),
      tokens: fc.oneof(fc.array(fc.constantFrom('a', '', 1)), fc.constant('a')),
      tags: fc.array(fc.constantFrom('O', 'B-A', 'A', '', 0)),
    },
    { requiredKeys: [] },
  );
  const jsonl = fc.array(line, { maxLength: 3 }).map((all) => all.map((one) => JSON.stringify(one)).join('\n'));
  const given = fc.oneof(
    fc.tuple(fc.constantFrom('a.conll', 'a.tsv', 'a.txt', 'a'), conll),
    fc.tuple(fc.constant('a.jsonl'), fc.oneof(jsonl, conll)),
  );
  let count = 0;
  fc.assert(
    fc.property(given, ([name, contents]) => {
      try {
        const data = readLabeledData(name, contents);
        if (data.kind === 'texts') return;
        for (const { text, words, entities } of data.texts) {
          count++;
          let end = 0;
          for (const word of words) {
            assert.ok(end <= word.start && word.start < word.end && word.end <= text.length);
            end = word.end;
          }
          let last = 0;
          for (const one of entities) {
            assert.ok(last <= one.start && one.start < one.end && one.end <= words.length && one.label !== '');
            last = one.end;
          }
        }
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(count > 100, `${count} texts were read`);
});

describe('ranges labeled in the editor', () => {
  const anna = { text: 'Anna saw Rome.', source: 'a.md' };
  const [first, last] = [
    { start: 0, end: 4 },
    { start: 9, end: 13 },
  ];

  test('are added, changed and taken away, and other lines stay', () => {
    const other = '{"id":7,"text":"No one.","entities":[],"note":"x"}\r\nnot json\r\n';
    const one = withEntity(other, anna, last, 'LOC');
    assert.equal(
      one,
      `${other}{"text":"Anna saw Rome.","source":"a.md","entities":[{"start":9,"end":13,"label":"LOC"}]}\r\n`,
    );
    const both = withEntity(withEntity(one, anna, first, 'LOC'), { ...anna, source: 'b.md' }, first, 'PER');
    assert.deepEqual(entityLabelsIn(both, anna.text), {
      labels: ['PER', 'LOC'],
      own: [
        { ...first, label: 'PER' },
        { ...last, label: 'LOC' },
      ],
    });
    assert.deepEqual(plain('a.jsonl', both.replace('not json\r\n', '')), [
      ['No one.'],
      ['Anna saw Rome.', 'PER Anna', 'LOC Rome'],
    ]);
    assert.equal(withEntity(both, anna, first, undefined), one);
    assert.equal(entityLabelsIn(withEntity(one, anna, last, undefined), anna.text).own.length, 0);
    assert.equal(withEntity(other, anna, last, undefined), other);
    assert.match(
      withEntity(one, { text: 'No one.' }, { start: 0, end: 2 }, 'X'),
      /^{"text":"No one\.","id":7,.*"note":"x"/,
    );
  });

  test('of a text that stands there twice belong to its first line', () => {
    const line = (label: string) => JSON.stringify({ text: anna.text, entities: [{ ...first, label }] });
    const twice = `${line('PER')}\n${line('ORG')}\n`;
    assert.deepEqual(entityLabelsIn(twice, anna.text), { labels: ['PER', 'ORG'], own: [{ ...first, label: 'PER' }] });
    const changed = withEntity(twice, anna, first, 'LOC');
    assert.deepEqual(entityLabelsIn(changed, anna.text).own, [{ ...first, label: 'LOC' }]);
    assert.ok(changed.endsWith(`\n${line('ORG')}\n`));
  });

  test('leave all other lines as they are, whatever they end with', () => {
    const line = fc.constantFrom('{"text":"No one.","entities":[]}', ' { } ', '', 'not json', '\u2028', '\r');
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')).map((parts) => parts.join('')));
    const own = JSON.stringify({ ...anna, entities: [] });
    fc.assert(
      fc.property(lines, lines, line, fc.constantFrom('\n', '\r\n'), (before, after, rest, ending) => {
        const [start, end] = [before.join(''), ending + after.join('') + rest];
        const changed = JSON.stringify({ ...anna, entities: [{ ...last, label: 'LOC' }] });
        assert.equal(withEntity(start + own + end, anna, last, 'LOC'), start + changed + end);
        const added = withEntity(start + rest, anna, last, 'LOC');
        assert.ok(added.startsWith(start + rest));
        assert.match(added.slice((start + rest).length), rest === '' ? /^{.*}\r?\n$/ : /^\r?\n{.*}\r?\n$/);
      }),
    );
  });

  test('must not overlap', () => {
    const one = withEntity('', anna, last, 'LOC');
    assert.throws(() => withEntity(one, anna, { start: 5, end: 10 }, 'X'), /“Rome” is labeled LOC already\. Remove/);
  });
});

describe('a plan of texts with entities', () => {
  const sentences = (count: number, label: string, words = 'lives there') =>
    Array.from(
      { length: count },
      (_, i) =>
        `${label}${i} B-${label}\n${words
          .split(' ')
          .map((one) => `${one} O\n`)
          .join('')}`,
    );
  const texts = (lines: readonly string[]) => read('a.conll', lines.join('\n'));
  const options = { heldOut: 0.2, seed: 1 };

  test('holds out some of each label, names labels, and makes a job', () => {
    const all = texts([...sentences(40, 'PER'), ...sentences(20, 'LOC'), ...Array<string>(10).fill('No O\nname O\n')]);
    const plan = planEntities(all, options);
    assert.deepEqual(plan.labels, ['LOC', 'PER']);
    const of = (label: string) => plan.heldOut.filter(({ entities }) => entities[0]?.label === label).length;
    assert.deepEqual([of('PER'), of('LOC'), plan.train.length + plan.heldOut.length], [8, 4, 70]);
    assert.deepEqual(plan.heldOut, planEntities(all, options).heldOut);
    assert.deepEqual(plan.warnings, ['9 texts occur more than once.']);
    const given = { model: 'm', out: 'o', options: defaultTrainingOptions(192, 50), compare: true, threads: 0 };
    const job = trainingJob(plan, given);
    assert.equal(job.kind, 'tokens');
    assert.deepEqual(Object.keys(job.train[0]!).sort(), ['entities', 'text', 'words']);
  });

  test('warns as one of labeled texts does', () => {
    const contrary = read('a.conll', 'Rome B-LOC\nwon O\n\nRome B-ORG\nwon O\n');
    const { warnings } = planEntities(
      [
        ...texts([...sentences(20, 'person'), ...sentences(2, 'persn')]),
        ...contrary,
        { text: '', words: [], entities: [], labels: [] },
      ],
      options,
    );
    const told = warnings.join('\n');
    for (const part of [
      /1 entry has no words and will be left out/,
      /1 text has different labels in different places \(“Rome won” is both LOC “Rome” and ORG “Rome”\)/,
      /Few entities to learn from: .*persn \(2\)/,
      /“person” has 20 entities, “LOC” 1: rare labels/,
      /“persn” \(2\) looks like “person” \(20\) misspelled/,
    ])
      assert.match(told, part);
  });

  test('refuses labels that are texts or ids, and says what to write instead', () => {
    const ids = texts(Array.from({ length: 1001 }, (_, i) => `Anna B-${i}\n`));
    const remedy = String.raw`Give each entity the name of its kind, such as PERSON\.$`;
    const error = (pattern: string) => ({ name: 'RequestError', message: new RegExp(`${pattern}.*${remedy}`) });
    assert.throws(
      () => planEntities(ids, options),
      error('1,001 different labels .*, but a model learns at most 1,000'),
    );
    const long = texts([`Anna B-${'a'.repeat(1001)}\n`]);
    assert.throws(() => planEntities(long, options), error('1,001 characters .* Is it a text\\?'));
  });

  test('is not mixed with labeled texts', () => {
    const words = readLabeledData('a.conll', 'Rome B-LOC\n');
    const labels = readLabeledData('a.csv', 'text,label\nRome,x\nBern,y\n');
    assert.throws(() => planData(words, options, labels), /hold different things/);
    assert.throws(() => planData(labels, options, words), /hold different things/);
    assert.equal(planData(words, options, words).problemType, 'token_classification');
    assert.equal(planData(labels, options).problemType, 'single_label_classification');
  });
});
