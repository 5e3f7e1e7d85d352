import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { loadFactor } from '../../scripts/lib/bounds';
import { commandIds } from '../../src/editor/ids';
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

  test('thousands of files: read as they are classified, never opened, not read while the run is paused', async () => {
    const extension = await activeExtension();
    const notes = Array.from({ length: 2000 }, (_, i): [string, string] => [
      `/notes/part ${i % 30}/note ${i}.md`,
      `Note ${i} is about the sea. It has ${i} waves.\n`,
    ]);
    const files = new MemoryFiles(Object.fromEntries(notes));
    const registration = vscode.workspace.registerFileSystemProvider('deberta-notes', files, { isReadonly: true });
    const open = vscode.workspace.textDocuments.length;
    const done = () => extension.classification().texts.length;
    await vscode.commands.executeCommand(commandIds.clearResults);
    const running = run('folderSentences', { folder: vscode.Uri.parse('deberta-notes:/notes') });
    await eventually('some results', () => done() > 1000);
    await vscode.commands.executeCommand(commandIds.pauseRun);
    await new Promise((resolve) => setTimeout(resolve, 500 * loadFactor()));
    const { reads } = files;
    assert.ok(reads < 2000 && 2 * reads - done() <= 2 * 512 + 2, `${reads} files read, ${done()} sentences done`);
    await new Promise((resolve) => setTimeout(resolve, 500 * loadFactor()));
    assert.equal(files.reads, reads);
    await vscode.commands.executeCommand(commandIds.resumeRun);
    await running;
    registration.dispose();
    assert.equal(files.reads, 2000);
    assert.equal(done(), 4000);
    assert.match(extension.classification().message, /4,000 sentences in 2,000 of 2,000 files/);
    assert.equal(vscode.workspace.textDocuments.length, open);
  });
});
