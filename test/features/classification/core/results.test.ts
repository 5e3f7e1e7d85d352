import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shiftResults } from '../../../../src/results/fileStore';
import { ResultStore } from '../../../../src/features/classification/core/resultStore';
import { ResultTree, type ResultNode } from '../../../../src/features/classification/core/resultTree';
import { scoreBar, scoreText } from '../../../../src/features/classification/core/scoreBar';
import { readProse, unitsIn } from '../../../prose/readProse';

const table = {
  model: 'm',
  method: 'nli',
  problemType: 'single_label_classification',
  labels: ['a', 'b'],
  threshold: 0.6,
} as const;
const scores = (first: number) => ({ scores: [first, 1 - first], logits: [], windows: 1, truncated: false });

function filled(budget?: number): ResultStore {
  const store = new ResultStore(budget);
  const add = (uri: string, start: number, text: string, first: number) =>
    store.add(table, { uri, name: uri }, { text, start, end: start + text.length, line: 1 }, scores(first));
  add('x.md', 10, 'Second here.', 0.9);
  add('y.md', 0, 'Other.', 0.05);
  add('x.md', 0, 'First one.', 0.55);
  add('x.md', 30, 'Third one.', 0.2);
  return store;
}

const describeNode = (node: ResultNode): string => {
  switch (node.kind) {
    case 'betterLabels':
    case 'noMatch':
      return node.kind;
    case 'distribution':
      return `${node.texts} texts`;
    case 'count':
      return `${node.count.label} ${node.count.count}`;
    case 'file':
      return node.file.name;
    case 'text':
      return `${node.text.text} ${node.held.join()}`;
    case 'score':
      return `${node.label} ${node.score.toFixed(2)}`;
    case 'more':
      return `${node.count} more`;
    case 'skipped':
      return `${node.files.length} skipped`;
    case 'skippedFile':
      return `${node.file.name}: ${node.file.why}`;
  }
};
const shown = (tree: ResultTree, node?: ResultNode) => tree.children(node).map(describeNode);

test('the tree: distribution, files, texts in their order, labels best first', () => {
  const tree = new ResultTree(filled());
  const [distribution, x, y] = tree.children();
  assert.deepEqual(shown(tree), ['4 texts', 'x.md', 'y.md']);
  assert.deepEqual(shown(tree, distribution), ['a 1', 'b 2', 'none of these 1']);
  assert.deepEqual(shown(tree, x), ['First one. none of these', 'Second here. a', 'Third one. b']);
  assert.deepEqual(shown(tree, tree.children(y)[0]), ['b 0.95', 'a 0.05']);
  assert.deepEqual(new ResultTree(new ResultStore()).children(), []);
});

test('labels that were only compared by their words come with a way to better ones', () => {
  const store = new ResultStore();
  const cloze = { ...table, method: 'cloze' } as const;
  store.add(cloze, { uri: 'x.md', name: 'x.md' }, { text: 'One.', start: 0, end: 4, line: 1 }, scores(0.9));
  const tree = new ResultTree(store);
  assert.deepEqual(shown(tree), ['betterLabels', '1 texts', 'x.md']);
  assert.equal(scoreBar(0.55, cloze), '▒▒▒▒▒▒░░░░ \u200755.0 %', 'hatched');
});

test('files are in the order in which they began, whenever their results come', () => {
  const store = new ResultStore();
  for (const name of ['a.md', 'b.md', 'empty.md', 'c.md']) store.begin({ uri: name, name });
  for (const name of ['c.md', 'b.md', 'a.md']) {
    store.add(table, { uri: name, name }, { text: 'One.', start: 0, end: 4, line: 1 }, scores(0.9));
  }
  assert.deepEqual(shown(new ResultTree(store)), ['3 texts', 'a.md', 'b.md', 'c.md']);
});

test('the tree is filtered and sorted', () => {
  const tree = new ResultTree(filled());
  const files = () => tree.children().slice(1);
  tree.order = 'surest';
  assert.deepEqual(files().map(describeNode), ['y.md', 'x.md']);
  assert.deepEqual(shown(tree, files()[1]), ['Second here. a', 'Third one. b', 'First one. none of these']);
  tree.order = 'leastSure';
  assert.deepEqual(files().map(describeNode), ['x.md', 'y.md']);
  tree.filter = { text: 'ONE' };
  assert.deepEqual(
    [...tree.texts()].map(({ text }) => text.text),
    ['First one.', 'Third one.'],
  );
  tree.filter = { label: 'none of these' };
  assert.deepEqual(
    [...tree.texts()].map(({ text }) => text.text),
    ['First one.'],
  );
  tree.filter = { label: 'a', text: 'other' };
  assert.deepEqual(files().map(describeNode), ['noMatch']);
});

test('of very many texts the first are listed and more on request, all are exported, and skipped files are named', () => {
  const store = new ResultStore();
  for (let i = 0; i < 1500; i++) {
    const unit = { text: `Text ${i}.`, start: 20 * i, end: 20 * i + 10, line: 1 };
    store.add(table, { uri: 'x.md', name: 'x.md' }, unit, scores(0.9));
  }
  store.skip({ name: 'picture.txt', why: 'no text' });
  const tree = new ResultTree(store);
  assert.deepEqual(shown(tree), ['1500 texts', 'x.md', '1 skipped']);
  const lines = shown(tree, tree.children()[1]);
  assert.deepEqual([lines.length, lines.at(-2), lines.at(-1)], [1001, 'Text 999. a', '500 more']);
  assert.equal([...tree.texts()].length, 1500);
  tree.showMore('x.md');
  assert.equal(shown(tree, tree.children()[1]).at(-1), 'Text 1499. a');
  tree.reset();
  assert.equal(shown(tree, tree.children()[1]).at(-1), '500 more');
  assert.deepEqual(shown(tree, tree.children()[2]), ['picture.txt: no text']);
});

test('the store keeps no more than its budget, and counts the rest', () => {
  const store = filled(400);
  assert.equal(store.dropped, 2);
  assert.equal(store.counts?.texts, 4);
  assert.equal(
    store.files.reduce((sum, { texts }) => sum + texts.length, 0),
    2,
  );
});

test('results move with edits before them, and are replaced with their counts', () => {
  const store = filled();
  const { texts } = store.file('x.md')!;
  const edits = [
    { start: 12, end: 14, length: 5, lines: 0 },
    { start: 25, end: 25, length: 3, lines: 2 },
  ];
  const shifted = shiftResults(texts, edits);
  assert.deepEqual(
    shifted.map(({ start, end, line }) => [start, end, line]),
    [
      [0, 10, 1],
      [10, 25, 1],
      [36, 46, 3],
    ],
  );
  store.replace('x.md', shifted.slice(1));
  assert.deepEqual(
    store.counts?.distribution().map(({ count }) => count),
    [1, 2],
  );
});

test('of a result that an edit reaches into what is left of it stays marked', () => {
  const result = { text: '', start: 10, end: 20, line: 3 };
  const places = [
    { start: 5, end: 15, length: 0, lines: -1 },
    { start: 5, end: 15, length: 3, lines: 0 },
    { start: 15, end: 40, length: 0, lines: 0 },
    { start: 15, end: 40, length: 6, lines: 0 },
    { start: 5, end: 40, length: 2, lines: -2 },
    { start: 12, end: 14, length: 7, lines: 1 },
  ].map((edit) => shiftResults([result], [edit]).map(({ start, end, line }) => [start, end, line])[0]);
  assert.deepEqual(places, [
    [5, 10, 2],
    [8, 13, 3],
    [10, 15, 3],
    [10, 20, 3],
    [7, 7, 1],
    [10, 25, 3],
  ]);
});

test('a document’s sentences and its whole prose, with places and lines', async () => {
  const source = '# Title\n\nOne *two*\nthree. Four!\n\n```\ncode here\n```\n\n- Five.\n';
  const prose = await readProse(source, 'markdown');
  assert.deepEqual(
    (await unitsIn(prose, 'sentence')).map(({ text, line, start, end }) => [text, line, source.slice(start, end)]),
    [
      ['Title', 1, 'Title'],
      ['One two three.', 3, 'One *two*\nthree.'],
      ['Four!', 4, 'Four!'],
      ['Five.', 10, 'Five.'],
    ],
  );
  const [whole, ...more] = await unitsIn(prose, 'whole');
  assert.equal(whole?.text, 'Title One two three. Four! Five.');
  assert.equal(more.length, 0);
  const at = source.indexOf('Four');
  const selected = await unitsIn(prose, 'sentence', { start: at - 4, end: at + 2 });
  assert.deepEqual(
    selected.map(({ text }) => text),
    ['One two three.', 'Four!'],
  );
  assert.deepEqual(await unitsIn(await readProse('```\ncode\n```\n', 'markdown'), 'whole'), []);
});

test('a note has the line in which it stands, though it comes after its paragraph', async () => {
  const source = 'They sang\\footnote{Until late.}\nall night.\nThen they\nwent home.\n';
  const units = await unitsIn(await readProse(source, 'latex'), 'sentence');
  assert.deepEqual(
    units.map(({ text, line }) => [text, line]),
    [
      ['They sang all night.', 1],
      ['Then they went home.', 3],
      ['Until late.', 1],
    ],
  );
});

test('scores as bars and in percent', () => {
  assert.deepEqual(
    [0, 0.55, 1].map((score) => scoreBar(score, table)),
    ['░░░░░░░░░░ \u2007\u20070.0 %', '██████░░░░ \u200755.0 %', '██████████ 100.0 %'],
  );
  assert.equal(scoreBar(-3.14159, { ...table, problemType: 'regression' }), '-3.142');
  assert.equal(scoreText(0.5, 'single_label_classification'), '50.0 %');
  assert.equal(scoreText(-3.14159, 'regression'), '-3.142');
});
