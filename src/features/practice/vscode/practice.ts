import * as vscode from 'vscode';
import { commandIds } from '../../../editor/ids';
import { rangeOf } from '../../../editor/ranges';
import { checkOff } from '../../../editor/walkthrough';
import { feedbackLabels, isPracticeStep, placeOf, practicePage, type PracticeStep } from '../core/practicePage';

/** The same address each time, so that an open page is found again, in a restored window too. */
const uri = vscode.Uri.parse('untitled:Practice.md');

const feedback = { scope: 'selectionSentences', labels: feedbackLabels };

const suggest = () => vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');

const runs: Readonly<Record<PracticeStep, () => Thenable<unknown>>> = {
  gap: suggest,
  email: suggest,
  classify: () => vscode.commands.executeCommand(commandIds.classify, feedback),
  label: () => vscode.commands.executeCommand(commandIds.labelSentences, feedback),
  inspect: () => vscode.commands.executeCommand(commandIds.inspectAttention),
};

/** “Open Practice Page”; the walkthrough's buttons name a step, which is then run where it works. */
export function registerPractice(): vscode.Disposable {
  return vscode.commands.registerCommand(commandIds.openPracticePage, async (step?: unknown) => {
    const editor = await openPage();
    checkOff('practice');
    if (isPracticeStep(step)) await run(step, editor);
  });
}

async function openPage(): Promise<vscode.TextEditor> {
  const opened = await vscode.workspace.openTextDocument(uri);
  const document = await vscode.languages.setTextDocumentLanguage(opened, 'markdown');
  const editor = await vscode.window.showTextDocument(document, columnOfPage());
  if (document.getText() === '') await write(editor);
  return editor;
}

function columnOfPage(): vscode.ViewColumn | undefined {
  const isPage = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isPage))?.viewColumn;
}

/** Puts the caret or the selection where the step works, and runs it. What was filled or removed comes back first. */
async function run(step: PracticeStep, editor: vscode.TextEditor): Promise<void> {
  const { document } = editor;
  if (placeOf(step, document.getText()) === undefined) await write(editor);
  const place = placeOf(step, document.getText());
  if (place === undefined) return;
  const { start, end } = rangeOf(document, place);
  editor.selection = new vscode.Selection(start, end);
  const reveal = () => editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  reveal();
  await runs[step]();
  // A panel may have opened over it.
  reveal();
}

/** Writes the page in the place of what is there; undoing brings that back. */
async function write(editor: vscode.TextEditor): Promise<void> {
  const all = rangeOf(editor.document, { start: 0, end: editor.document.getText().length });
  await editor.edit((edit) => edit.replace(all, practicePage));
}
