import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckStore, type CheckedText } from '../../../../src/features/checking/core/checkStore';
import { CheckTree, type CheckNode } from '../../../../src/features/checking/core/checkTree';
import { exportChecks } from '../../../../src/features/checking/core/exportChecks';
import { defaultThresholds } from '../../../../src/features/checking/core/verdict';
import { lineIndex, verbatim } from '../../../../src/prose/documentUnits';

const source = {
  ...verbatim('The report says so.', 7),
  line: 2,
  lineAt: lineIndex(''),
  file: { uri: 'r', name: 'r.md' },
};

function sentence(text: string, start: number, supported: number, contradicted = 0): CheckedText {
  const evidence = (score: number) => ({ passage: source, score });
  const { end } = verbatim(text, start);
  return { text, start, end, line: 1, supported: evidence(supported), contradicted: evidence(contradicted) };
}

const a = { uri: 'a', name: 'a.md' };
const b = { uri: 'b', name: 'b.md' };

function filled(budget?: number): CheckStore {
  const store = new CheckStore(budget);
  store.judgeBy(defaultThresholds);
  store.put(a, sentence('Yes it is.', 0, 0.9));
  store.put(a, sentence('Nobody knows.', 20, 0.2));
  store.put(b, sentence('Both ways.', 0, 0.7, 0.6));
  store.put(b, sentence('No it is not.', 20, 0.1, 0.8));
  return store;
}

const counts = (store: CheckStore) => [store.count('contradicted'), store.count('not found'), store.count('supported')];

function shown(tree: CheckTree): string[] {
  const files = tree.children().filter((node): node is Extract<CheckNode, { kind: 'file' }> => node.kind === 'file');
  return files.flatMap((file) =>
    tree.children(file).map((node) => (node.kind === 'sentence' ? `${file.file.name} ${node.sentence.text.text}` : '')),
  );
}

test('verdicts are counted, and stay right when a document’s sentences are replaced or find no room', () => {
  const store = filled();
  assert.deepEqual(counts(store), [1, 1, 2]);
  store.replace('b', [sentence('Both ways.', 0, 0.1)]);
  assert.deepEqual(counts(store), [0, 2, 1]);
  const small = filled(600);
  assert.ok(small.dropped > 0);
  assert.deepEqual(counts(small), [1, 1, 2], 'those without room are counted');
});

test('sentences are listed by place, or contradicted and surest first; a filter lets through a verdict or a text', () => {
  const tree = new CheckTree(filled());
  assert.deepEqual(shown(tree), ['a.md Yes it is.', 'a.md Nobody knows.', 'b.md Both ways.', 'b.md No it is not.']);
  tree.order = 'contradictedFirst';
  assert.deepEqual(shown(tree), ['b.md No it is not.', 'b.md Both ways.', 'a.md Nobody knows.', 'a.md Yes it is.']);
  tree.filter = { label: 'supported' };
  assert.deepEqual(shown(tree), ['a.md Yes it is.', 'b.md Both ways.']);
  tree.filter = { text: 'nothing like it' };
  assert.deepEqual(tree.children().at(-1), { kind: 'noMatch' });
  assert.equal(tree.shown, 0);
});

test('a sentence has the passage that decides, and the one that says the opposite', () => {
  const tree = new CheckTree(filled());
  const says = (text: string) => {
    tree.filter = { text };
    const file = tree.children().find(({ kind }) => kind === 'file');
    const [node] = tree.children(file);
    return tree.children(node).map((passage) => (passage.kind === 'passage' ? passage.says : ''));
  };
  assert.deepEqual(says('Both ways'), ['supported', 'contradicted']);
  assert.deepEqual(says('Nobody'), ['nearest']);
  assert.deepEqual(says('No it'), ['contradicted']);
});

test('exports hold what is listed, with the passages and where they stand', () => {
  const tree = new CheckTree(filled());
  tree.filter = { label: 'contradicted' };
  const table = { model: 'm', source: 'r.md', thresholds: defaultThresholds };
  const exported = (format: 'csv' | 'json' | 'markdown') => {
    const rows = [...tree.texts()].map(({ file, text }) => ({ ...text, file: file.name }));
    return [...exportChecks(format, table, rows)].join('');
  };
  const passage = (score: number) => ({ score, file: 'r.md', line: 2, start: 7, end: 26, text: 'The report says so.' });
  assert.deepEqual(JSON.parse(exported('json')), {
    ...table,
    results: [
      {
        ...{ file: 'b.md', line: 1, start: 20, end: 33, text: 'No it is not.', verdict: 'contradicted', score: 0.8 },
        ...{ supported: passage(0.1), contradicted: passage(0.8) },
      },
    ],
  });
  assert.equal(
    exported('csv').split('\r\n')[1],
    'b.md,1,20,33,contradicted,0.8,0.1,0.8,No it is not.,r.md,2,7,26,The report says so.',
  );
  assert.match(
    exported('markdown'),
    /\n## b\.md\n\n.*\n.*\n\| 1 \| contradicted \| 80\.0 % \| No it is not\. \| r\.md:2: The report says so\. \|\n$/,
  );
});
