import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { attentionViewType, commandIds } from '../../src/editor/ids';
import { activeExtension, eventually, showText } from './editor';

suite('attention', () => {
  test('opens a panel, and the three terms explain the probabilities', async () => {
    const extension = await activeExtension();
    await showText('|The cat sat on the mat.|');
    await vscode.commands.executeCommand(commandIds.inspectAttention);
    const trace = await eventually('a trace', () => extension.lastTrace());
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isPanel = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith(attentionViewType);
    assert.ok(tabs.some(isPanel));

    const { tokens, terms, probabilities } = trace;
    const count = tokens.length;
    assert.equal(tokens.at(0), '[CLS]');
    assert.equal(tokens.at(-1), '[SEP]');
    for (const matrix of [...Object.values(terms), probabilities]) assert.equal(matrix.length, count * count);
    for (let row = 0; row < count; row++) {
      const cells = Array.from({ length: count }, (_, column) => row * count + column);
      const exponentials = cells.map((at) =>
        Math.exp((terms.c2c[at] ?? NaN) + (terms.c2p[at] ?? NaN) + (terms.p2c[at] ?? NaN)),
      );
      const sum = exponentials.reduce((total, value) => total + value, 0);
      const errors = cells.map((at, column) =>
        Math.abs((exponentials[column] ?? NaN) / sum - (probabilities[at] ?? NaN)),
      );
      assert.ok(Math.max(...errors) < 1e-5, `row ${row}: ${Math.max(...errors)}`);
    }
  });
});
