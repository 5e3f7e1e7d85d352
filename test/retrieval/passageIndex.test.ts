import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { lineIndex, verbatim, type PlacedUnit } from '../../src/prose/documentUnits';
import { PassageIndex } from '../../src/retrieval/passageIndex';

const units = (...texts: readonly string[]): PlacedUnit[] =>
  texts.map((text) => ({ ...verbatim(text, 0), line: 1, lineAt: lineIndex(text), sourceOf: () => text }));

async function indexOf(...texts: readonly string[]) {
  const index = new PassageIndex();
  await index.set('a', '1', units(...texts));
  return index;
}

const found = (index: PassageIndex<PlacedUnit>, query: string, limit = 10) =>
  index.find(query, limit).map(({ passage }) => passage.text);

describe('what is found', () => {
  test('a rare word counts more than common ones, whatever its case, and finds words that begin with it', async () => {
    const index = await indexOf(
      'What is the use of the old bridge? It is the way to the mill.',
      'The sensors were calibrated in May.',
      'Who is it that has the key of the old house?',
      'The report is due in June.',
    );
    assert.equal(
      found(index, 'When were the SENSORS of the mill calibrated?')[0],
      'The sensors were calibrated in May.',
    );
    assert.deepEqual(found(index, 'report'), ['The report is due in June.']);
    assert.deepEqual(found(index, 'calibrate'), ['The sensors were calibrated in May.']);
    assert.equal(found(index, 'the', 2).length, 2);
  });

  test('words of other scripts, with and without accents', async () => {
    const index = await indexOf(
      'Die Größe der Prüfung war unklar.',
      'Un café à Orléans.',
      '会议于星期一在日内瓦召开。',
      '東京都の人口は何人ですか。',
      'การประชุมจัดขึ้นที่เจนีวา',
      'Совещание прошло в Женеве.',
      '서울에서 회의가 열렸다.',
      'اجتمعت اللجنة في جنيف.',
    );
    const expected = [
      ['prufung', 'Die Größe'],
      ['cafe Orleans', 'Un café'],
      ['日内瓦在哪里？', '会议'],
      ['東京の人口', '東京都'],
      ['เจนีวา', 'การประชุม'],
      ['совещание', 'Совещание'],
      ['서울', '서울에서'],
      ['جنيف', 'اجتمعت'],
    ];
    for (const [query, start] of expected) assert.ok(found(index, query!)[0]?.startsWith(start!), query);
  });

  test('of many passages, those that share more than common words; these where there are no others', async () => {
    const texts = Array.from({ length: 1200 }, (_, i) => (i % 3 === 0 ? `It is the river ${i}.` : `Number ${i}.`));
    const index = await indexOf(...texts, 'The bridge.');
    assert.deepEqual(found(index, 'Is it the bridge?'), ['The bridge.']);
    assert.equal(found(index, 'Is it the river?', 1000).length, 400 + 1);
    for (let i = 0; i < 3; i++) await index.set(`${i}`, '', units('The bridge.'));
    await index.delete('a');
    assert.equal(found(index, 'Is it the bridge?').length, 3);
  });

  test('nothing for a query without a word, or with none that is there', async () => {
    const index = await indexOf('The river rose.', '* ? *');
    for (const query of ['', '   ', '*', '?!', '\0', 'bridge']) assert.deepEqual(found(index, query), []);
  });

  test('only what is wanted', async () => {
    const index = new PassageIndex<PlacedUnit & { readonly file: string }>();
    for (const file of ['a', 'b']) {
      const passages = units('The river rose.', 'The river fell.').map((unit) => ({ ...unit, file }));
      await index.set(file, '1', passages);
    }
    const files = index.find('river', 3, ({ file }) => file === 'b').map(({ passage }) => passage.file);
    assert.deepEqual(files, ['b', 'b']);
  });
});

describe('changes', () => {
  test('after any of them, what is found is what a new index finds', async () => {
    const word = fc.constantFrom(...'ab abc abd abde river rive rivers bridge __proto__ constructor'.split(' '));
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    const change = fc.record({
      file: fc.constantFrom('a', 'b', 'c'),
      texts: fc.option(fc.array(text, { maxLength: 5 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const index = new PassageIndex();
        const content = new Map<string, readonly string[]>();
        const done = changes.map(({ file, texts }, i) => {
          if (texts === null) content.delete(file);
          else content.set(file, texts);
          return texts === null ? index.delete(file) : index.set(file, `${i}`, units(...texts));
        });
        await Promise.all(done);
        const fresh = new PassageIndex();
        for (const [file, texts] of content) await fresh.set(file, '', units(...texts));
        assert.equal(index.size, fresh.size);
        assert.deepEqual([...index.files].sort(), [...content.keys()].sort());
        for (const query of ['ab', 'river bridge', '__proto__ constructor', 'abde rivers']) {
          const scores = (one: PassageIndex<PlacedUnit>) =>
            one.find(query, 100).map(({ passage, score }) => `${score.toFixed(6)} ${passage.text}`);
          assert.deepEqual(scores(index).sort(), scores(fresh).sort());
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a passage that an edit only moves is found at its new place', async () => {
    const index = await indexOf('The river rose.', 'The bridge fell.');
    await index.set('a', '2', [{ ...units('The bridge fell.')[0]!, start: 100, line: 7 }]);
    const [{ passage } = assert.fail()] = index.find('bridge', 1);
    assert.deepEqual([passage.start, passage.line, index.versionOf('a'), index.size], [100, 7, '2', 1]);
    assert.deepEqual(found(index, 'river'), []);
  });

  test('what finds no room is left out, until there is some', async () => {
    const index = new PassageIndex(40);
    assert.equal(await index.set('a', '1', units('The river rose in May.')), true);
    assert.equal(await index.set('b', '1', units('The bridge fell in June.')), false);
    assert.equal(index.versionOf('b'), undefined);
    // A file that outgrows its room does not leave its old passages behind.
    assert.equal(await index.set('a', '2', units('The river rose in May.', 'It fell again in July.')), false);
    assert.deepEqual([index.size, [...index.files]], [0, []]);
    assert.equal(await index.set('b', '1', units('The bridge fell in June.')), true);
    assert.deepEqual(found(index, 'bridge'), ['The bridge fell in June.']);
  });

  test('others run while a long file is taken up and let go of', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `word${i.toString(36)}`);
    const texts = Array.from({ length: 1500 }, (_, i) =>
      words
        .slice((i * 97) % 19_000)
        .slice(0, 80)
        .join(' '),
    );
    const index = new PassageIndex();
    for (const change of [() => index.set('a', '1', units(...texts)), () => index.delete('a')]) {
      let turns = 0;
      const count = setInterval(() => turns++, 1);
      await change();
      clearInterval(count);
      assert.ok(turns >= 3, `${turns} turns`);
    }
    assert.equal(index.size, 0);
  });
});

test('hostile texts are taken up and found by what they share', async () => {
  const nested = Array.from({ length: 200 }, (_, i) => 'a'.repeat(10 * i + 1)).join(' ');
  const texts = [
    'x'.repeat(10_000_000),
    nested,
    '漢'.repeat(100_000),
    'toString __proto__ constructor',
    '\ud800 \udc00 lone',
  ];
  const index = await indexOf(...texts);
  assert.deepEqual(found(index, 'x'.repeat(5_000_000)), [texts[0]]);
  assert.deepEqual(found(index, 'constructor'), [texts[3]]);
  assert.deepEqual(found(index, '__proto__'), [texts[3]]);
  assert.deepEqual(found(index, 'lone'), [texts[4]]);
  assert.deepEqual(found(index, '漢'), [texts[2]]);
  assert.equal(found(index, 'valueOf hasOwnProperty').length, 0);
});
