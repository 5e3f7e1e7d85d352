import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/extension/ids';
import { activeExtension, eventually, showText } from './editor';
import { MemoryFiles } from './memoryFiles';

const labels = ['music', 'software', 'water'];
const run = (scope: string, more: object = {}) =>
  vscode.commands.executeCommand(commandIds.classify, { scope, labels, ...more });

suite('classification, out of sight and in virtual folders', () => {
  test('what is changed out of sight is classified when it comes into sight', async () => {
    const extension = await activeExtension();
    const editor = await showText(`|The river is deep.\n\n${'- They played a song.\n'.repeat(300)}\nThe last one.\n`);
    await run('sentences');
    const texts = () => extension.classification().texts.map(({ text }) => text);
    assert.equal(texts().length, 302);
    const end = editor.document.positionAt(editor.document.getText().length);
    await editor.edit((edit) => {
      edit.insert(end, '\nIt stands far below.\n');
      edit.insert(new vscode.Position(0, 0), 'It stands on top. ');
    });
    await eventually('the sentence in sight has a result', () => texts().includes('It stands on top.'));
    assert.ok(!texts().includes('It stands far below.'));
    editor.revealRange(new vscode.Range(end, end));
    await eventually('the other one, too', () => texts().includes('It stands far below.'));
    assert.equal(texts().length, 304);
  });

  test('a folder of a virtual workspace', async () => {
    const extension = await activeExtension();
    const files = new MemoryFiles({
      '/notes/one.md': 'The first one.\n',
      '/notes/more/two.txt': 'The second one. And more.\n',
      '/notes/picture.png': 'no prose',
      '/notes/node_modules/three.md': 'Not this one.\n',
    });
    const registration = vscode.workspace.registerFileSystemProvider('deberta-files', files, { isReadonly: true });
    await run('folderSentences', { folder: vscode.Uri.parse('deberta-files:/notes') });
    registration.dispose();
    assert.deepEqual(
      extension
        .classification()
        .texts.map(({ text }) => text)
        .sort(),
      ['And more.', 'The first one.', 'The second one.'],
    );
  });
});
