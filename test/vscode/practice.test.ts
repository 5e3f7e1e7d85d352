import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/editor/ids';
import { feedbackLabels, practicePage, type PracticeStep } from '../../src/features/practice/core/practicePage';
import { activeExtension, eventually } from './editor';

const open = async (step?: PracticeStep) => {
  await vscode.commands.executeCommand(commandIds.openPracticePage, step);
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === 'Practice.md');
  assert.ok(editor, 'the page is not in sight');
  return editor;
};
const pageTabs = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.path === 'Practice.md');

suite('practice page', () => {
  suiteSetup(activeExtension);

  test('opens once, as an untitled Markdown document', async () => {
    const { document } = await open();
    assert.ok(document.isUntitled);
    assert.equal(document.languageId, 'markdown');
    assert.equal(document.getText(), practicePage);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    assert.equal((await open()).document, document);
    assert.equal(pageTabs().length, 1);
    assert.equal(document.getText(), practicePage);
  });

  test('each gap takes the word that is missing', async () => {
    for (const filled of ['want to learn more', 'the most beautiful', 'have been working', 'Of course, it']) {
      const { document } = await open('gap');
      await eventually(filled, () => {
        void vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
        return document.getText().includes(filled);
      });
    }
  });

  test('what was begun at the end of the e-mail is completed', async () => {
    const { document } = await open('email');
    await eventually('the word', () => {
      void vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return document.getText().includes('please let me know\n');
    });
  });

  test('the feedback is classified without a question', async () => {
    await open('classify');
    const { texts } = (await activeExtension()).classification();
    const labels = texts.map(({ scores }) => feedbackLabels[scores.indexOf(Math.max(...scores))]);
    assert.deepEqual(labels, ['praise', 'bug', 'question', 'praise', 'bug', 'question']);
  });

  test('the sentence is inspected, and comes back where it was removed', async () => {
    const { document } = await open();
    const start = document.getText().indexOf('The dog');
    const edit = new vscode.WorkspaceEdit();
    edit.delete(
      document.uri,
      new vscode.Range(document.positionAt(start), document.lineAt(document.lineCount - 1).range.end),
    );
    await vscode.workspace.applyEdit(edit);
    const editor = await open('inspect');
    assert.equal(editor.document.getText(), practicePage);
    const extension = await activeExtension();
    await eventually('its attention', () => extension.lastTrace()?.tokens.includes('▁dog'));
  });
});
