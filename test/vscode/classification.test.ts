import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { loadFactor } from '../../scripts/lib/bounds';
import { commandIds } from '../../src/editor/ids';
import type { LabelScore } from '../../src/features/classification/core/classifyUnits';
import { activeExtension, eventually, showText } from './editor';

const labels = ['music', 'software', 'water'];
const run = (scope: string, more: object = {}) =>
  vscode.commands.executeCommand(commandIds.classify, { scope, labels, ...more });

suite('classification', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-classify-'));
  suiteTeardown(() => rmSync(folder, { recursive: true }));

  test('scores the labels of a selection, best first', async () => {
    const extension = await activeExtension();
    await showText('|The program reads the file and writes it to the server.|');
    const result = await vscode.commands.executeCommand<readonly LabelScore[] | undefined>(
      commandIds.classifySelection,
      { labels },
    );
    assert.ok(result);
    const scores = result.map(({ score }) => score);
    assert.deepEqual(result.map(({ label }) => label).sort(), labels);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
    assert.ok(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1) < 1e-6, `sum of ${scores.join(', ')}`);
    assert.deepEqual(extension.lastClassification(), result);
    assert.equal(extension.engineState(), 'ready');
    assert.ok((extension.engineStatus()?.lastMilliseconds ?? 0) > 0);
  });

  test('an untitled document, sentence by sentence, whose results follow its edits', async () => {
    const extension = await activeExtension();
    const editor = await showText('# Notes\n\nThe river is *deep*. They played\na song.\n\n```\ncode\n```\n|');
    await run('sentences');
    const texts = () => extension.classification().texts.map(({ text }) => text);
    assert.deepEqual(texts(), ['Notes', 'The river is deep.', 'They played a song.']);
    const sources = () =>
      extension
        .classification()
        .texts.map(({ start, end }) => editor.document.getText(rangeOf(editor.document, start, end)));
    assert.deepEqual(sources(), ['Notes', 'The river is *deep*.', 'They played\na song.']);

    const before = extension.classification().texts[2]!.scores;
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'It rained all day. '));
    await eventually('the new sentence has a result', () => texts().includes('It rained all day.'));
    assert.deepEqual(texts(), ['Notes', 'It rained all day.', 'The river is deep.', 'They played a song.']);
    assert.deepEqual(sources().at(-1), 'They played\na song.');
    assert.deepEqual(extension.classification().texts[3]!.scores, before);
  });

  test('after a canceled run nothing is classified by scrolling', async () => {
    const extension = await activeExtension();
    const sentences = Array.from({ length: 3000 }, (_, i) => `Number ${i} was about the ${i} rivers of the land.`);
    const editor = await showText(`${sentences.join('\n\n')}\n|`);
    const count = () => extension.classification().texts.length;
    await vscode.commands.executeCommand(commandIds.clearResults);
    const running = run('sentences');
    await eventually('some results', () => count() > 0);
    await vscode.commands.executeCommand(commandIds.cancelRun);
    await running;
    const done = count();
    assert.ok(done < 3000, `${done} when canceled`);
    const place = new vscode.Position(Math.floor(editor.document.lineCount / 2), 0);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
    await new Promise((resolve) => setTimeout(resolve, 1500 * loadFactor()));
    assert.equal(count(), done);
  });

  test('a virtual document, a file with unsaved changes, and a selection of it', async () => {
    const extension = await activeExtension();
    const provider = vscode.workspace.registerTextDocumentContentProvider('deberta-test', {
      provideTextDocumentContent: () => 'Only here. Nowhere else.',
    });
    const virtual = await vscode.workspace.openTextDocument(vscode.Uri.parse('deberta-test:/virtual.txt'));
    await vscode.window.showTextDocument(virtual);
    await run('document');
    assert.deepEqual(
      extension.classification().texts.map(({ text, uri }) => [text, uri]),
      [['Only here. Nowhere else.', 'deberta-test:/virtual.txt']],
    );
    provider.dispose();

    const file = path.join(folder, 'saved.md');
    writeFileSync(file, 'What is on the disk.\n');
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '\nWhat is not saved. And more.\n'));
    editor.selection = new vscode.Selection(0, 0, 2, 10);
    await run('selectionSentences');
    assert.deepEqual(
      extension.classification().texts.map(({ text }) => text),
      ['What is on the disk.', 'What is not saved.'],
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('a folder can be paused and canceled in mid-run, keeps what it has, and is exported', async () => {
    const extension = await activeExtension();
    const many = path.join(folder, 'many');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(many));
    for (let i = 0; i < 40; i++) {
      const sentences = Array.from(
        { length: 15 },
        (_, n) => `Sentence ${n} of file ${i} is about the ${n * i} rivers.`,
      );
      writeFileSync(path.join(many, `note-${i}.txt`), `${sentences.join(' ')}\n`);
    }
    writeFileSync(path.join(many, 'picture.txt'), 'no\0text');
    await vscode.commands.executeCommand(commandIds.clearResults);
    const running = run('folderSentences', { folder: vscode.Uri.file(many) });
    await eventually('some results', () => extension.classification().texts.length > 0);
    await vscode.commands.executeCommand(commandIds.pauseRun);
    assert.equal(extension.classification().state, 'paused');
    await new Promise((resolve) => setTimeout(resolve, 500 * loadFactor()));
    const paused = extension.classification().texts.length;
    await new Promise((resolve) => setTimeout(resolve, 500 * loadFactor()));
    assert.equal(extension.classification().texts.length, paused);
    assert.ok(paused < 600, `${paused} when paused`);
    await vscode.commands.executeCommand(commandIds.resumeRun);
    await eventually('it goes on', () => extension.classification().texts.length > paused);
    await vscode.commands.executeCommand(commandIds.cancelRun);
    await running;
    const { state, message, texts } = extension.classification();
    assert.equal(state, 'idle');
    assert.match(message, /^Canceled after/);
    assert.ok(texts.length > paused && texts.length < 600, `${texts.length} when canceled`);

    await run('folderSentences', { folder: vscode.Uri.file(many) });
    assert.equal(extension.classification().texts.length, 600);
    assert.match(extension.classification().message, /600 sentences in 41 of 41 files · 1 file skipped/);
    const target = vscode.Uri.file(path.join(folder, 'results.json'));
    await vscode.commands.executeCommand(commandIds.exportResults, target);
    const exported = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(target)).toString()) as {
      labels: string[];
      results: { file: string; text: string; scores: Record<string, number> }[];
    };
    assert.deepEqual(exported.labels, labels);
    assert.equal(exported.results.length, 600);
    assert.deepEqual(Object.keys(exported.results[0]!.scores), labels);
    const copies = { csv: '', json: '', markdown: '' };
    for (const [format, extension] of [
      ['csv', 'csv'],
      ['json', 'json'],
      ['markdown', 'md'],
    ] as const) {
      const file = vscode.Uri.file(path.join(folder, `same.${extension}`));
      await vscode.commands.executeCommand(commandIds.exportResults, file);
      await vscode.commands.executeCommand(commandIds.copyResults, format);
      const copied = await vscode.env.clipboard.readText();
      assert.equal(copied, Buffer.from(await vscode.workspace.fs.readFile(file)).toString(), format);
      copies[format] = copied;
    }
    const csv = copies.csv.split('\r\n');
    assert.equal(csv[0], 'file,line,start,end,label,method,text,music,software,water');
    assert.equal(csv.length, 602);
    assert.deepEqual(JSON.parse(copies.json), exported);
    assert.match(
      copies.markdown,
      /^Model: .* \(rough guess by word probability\)\n\n> Rough guess: .*\n\n## .*note-0\.txt\n\n\| line \| label \| score \| text \|/,
    );
    assert.equal(copies.markdown.match(/^\| 1 \| /gm)?.length, 600);
  });
});

function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
