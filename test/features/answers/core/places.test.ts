import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askMessage } from '../../../../src/features/answers/core/askMessage';
import { exportPlaces } from '../../../../src/features/answers/core/exportPlaces';
import { movedPlaces, type FoundPlace } from '../../../../src/features/answers/core/foundPlaces';
import { PlaceList, type Findings } from '../../../../src/features/answers/core/placeList';
import type { TableFormat } from '../../../../src/results/tableFormats';

const passage = { start: 10, end: 50, line: 2, text: 'The report | is due in June, =says the plan.' };
const answer: FoundPlace = {
  ...{ uri: 'file:///b.md', name: 'b.md', start: 33, end: 37, line: 3, text: 'June' },
  ...{ foundBy: 'reader', score: 0.98765432, passage, inPassage: { start: 23, end: 27 } },
};
const others = ['c.md', 'a.md'].map((name, i): FoundPlace => {
  const whole = { start: 0, end: 20, line: 1, text: `A report of ${name}.` };
  const found = {
    foundBy: 'words' as const,
    score: 5 - i,
    passage: whole,
    inPassage: { start: 0, end: whole.text.length },
  };
  return { uri: `file:///${name}`, name, ...whole, ...found };
});
const findings: Findings = {
  places: [answer, ...others],
  skipped: [{ name: 'picture.md', why: 'not text' }],
  hasModel: true,
};

describe('the list', () => {
  test('has answers and sentences with their passages, and what was skipped', () => {
    const list = new PlaceList(() => findings);
    const top = list.children();
    assert.deepEqual(
      top.map(({ kind }) => kind),
      ['place', 'place', 'place', 'skipped'],
    );
    assert.deepEqual(list.children(top[0]), [{ kind: 'passage', place: answer }]);
    assert.deepEqual(list.children(top[1]), [{ kind: 'passage', place: others[0] }]);
    assert.deepEqual(list.children(top[3]), [{ kind: 'skippedFile', file: findings.skipped[0] }]);
  });

  test('says when passages were found by their words alone', () => {
    const kinds = (places: readonly FoundPlace[]) =>
      new PlaceList(() => ({ places, skipped: [], hasModel: false })).children().map(({ kind }) => kind);
    assert.deepEqual(kinds(others), ['wordsAlone', 'place', 'place']);
    assert.deepEqual(kinds([]), []);
  });

  test('is filtered by passages and files, and sorted by position without changing what was found', () => {
    const list = new PlaceList(() => findings);
    const names = () => list.places.map(({ name }) => name);
    list.order = 'position';
    assert.deepEqual(names(), ['a.md', 'b.md', 'c.md']);
    list.order = 'best';
    assert.deepEqual(names(), ['b.md', 'c.md', 'a.md']);
    list.filter = { text: 'SAYS the' };
    assert.deepEqual(names(), ['b.md']);
    list.filter = { text: 'c.md' };
    assert.deepEqual(names(), ['c.md']);
    list.filter = { text: 'nowhere' };
    assert.deepEqual(
      list.children().map(({ kind }) => kind),
      ['noMatch', 'skipped'],
    );
  });
});

test('an edit moves an answer and its passage, in its document alone', () => {
  const edit = { start: 0, end: 0, length: 12, lines: 2 };
  const [moved, ...rest] = movedPlaces(findings.places, answer.uri, [edit]);
  assert.deepEqual([moved!.start, moved!.end, moved!.line], [45, 49, 5]);
  assert.deepEqual(moved!.passage, { ...passage, start: 22, end: 62, line: 4 });
  assert.deepEqual(rest, others);
  const [inside] = movedPlaces([answer], answer.uri, [{ start: 20, end: 22, length: 0, lines: 0 }]);
  assert.deepEqual([inside!.start, inside!.passage.start, inside!.passage.end], [31, 10, 48]);
});

test('exports have each place with its passage, and no cell that acts on a reader', () => {
  const asked = { question: 'When?', reader: 'a/reader', reranker: 'none' };
  const exported = (format: TableFormat) => [...exportPlaces(format, asked, findings.places)].join('');
  const { results, ...head } = JSON.parse(exported('json')) as { results: object[] };
  assert.deepEqual(head, asked);
  assert.deepEqual(results[0], {
    ...{ file: 'b.md', line: 3, start: 33, end: 37, text: 'June', score: 0.987654, foundBy: 'reader', passage },
  });
  const [header, first] = exported('csv').split('\r\n');
  assert.equal(header, 'file,line,start,end,foundBy,score,text,passage');
  assert.equal(first, `b.md,3,33,37,reader,0.987654,June,"The report | is due in June, =says the plan."`);
  const markdown = exported('markdown').split('\n');
  assert.equal(markdown[0], '# When?');
  assert.equal(markdown[4], '| b.md | 3 | reader | 0.987654 | June |');
  assert.equal(markdown.length, 8);
});

test('the message tells how far a search is, and what it has found', () => {
  const message = (more: Partial<Parameters<typeof askMessage>[0]>) =>
    askMessage({ ...findings, state: 'idle', canceled: false, read: 3, files: 2000, ...more });
  assert.equal(message({}), '1 answer, 2 passages · 1 file skipped');
  const nothing = { places: [], skipped: [] };
  assert.equal(message({ ...nothing, state: 'running' }), 'Reading: 3 of 2,000 files…');
  assert.equal(message({ skipped: [], state: 'running', read: 2000 }), 'Looking for answers… · 1 answer, 2 passages');
  assert.equal(message({ ...nothing, state: 'paused' }), 'Paused: 3 of 2,000 files');
  assert.equal(message({ ...nothing, canceled: true }), 'Canceled after 3 of 2,000 files');
  assert.equal(message({ ...nothing, files: 1 }), 'Nothing found in 1 file');
});
