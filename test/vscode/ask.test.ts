import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingIds, toolIds } from '../../src/editor/ids';
import { readerCheckpoint, rerankerCheckpoint } from '../engine/answers/askCheckpoints';
import { activeExtension, eventually, showText } from './editor';

const question = 'When is the report due?';
const run = (scope: string, more: object = {}) =>
  vscode.commands.executeCommand(commandIds.ask, { question, scope, ...more });
const use = async (reader?: string, reranker?: string) => {
  const settings = vscode.workspace.getConfiguration();
  await settings.update(settingIds.answersModel, reader, vscode.ConfigurationTarget.Global);
  await settings.update(settingIds.rankingModel, reranker, vscode.ConfigurationTarget.Global);
};
const found = async () => (await activeExtension()).answers();
const texts = async () => (await found()).places.map(({ text }) => text);

suite('questions', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-ask-'));
  let reader: string;
  let reranker: string;

  suiteSetup(async () => {
    reader = await readerCheckpoint(path.join(folder, 'reader'));
    reranker = await rerankerCheckpoint(path.join(folder, 'reranker'));
  });
  teardown(() => use());
  suiteTeardown(() => rmSync(folder, { recursive: true }));

  function filesOf(name: string, files: Readonly<Record<string, string>>): vscode.Uri {
    const place = path.join(folder, name);
    mkdirSync(place, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
    return vscode.Uri.file(place);
  }

  test('without a model, get passages of a document, which follow its edits', async () => {
    const editor = await showText('# Plan\n\nThe *report* is due soon.\n\n```\nreport due\n```\n|');
    await run('document');
    assert.deepEqual(await texts(), ['Plan The report is due soon.']);
    const [place = assert.fail()] = (await found()).places;
    const textOf = ({ start, end }: { start: number; end: number }) =>
      editor.document.getText(new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end)));
    assert.equal(textOf(place), 'Plan\n\nThe *report* is due soon.');
    assert.deepEqual([place.foundBy, (await found()).message], ['words', '1 passage']);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'One line.\n\nAnother.\n\n'));
    const [moved = assert.fail()] = (await found()).places;
    assert.deepEqual([textOf(moved), moved.line], ['Plan\n\nThe *report* is due soon.', 5]);
  });

  test('with a reader and a reranker, get answers of a folder with their places, and are exported', async () => {
    await use(reader, reranker);
    const plan = '# Plan\n\nThe *report* is due in **June** of that year.\n';
    const files = {
      'plan.md': plan,
      'other.tex': 'The \\emph{report} is certainly long.\n',
      'third.rst': 'The report came in *May* with spring.\n',
      'picture.md': 'The report is due\0.',
    };
    const notes = filesOf('notes', files);
    await run('folder', { folder: notes });
    const { places, message } = await found();
    assert.equal(message, '2 answers, 1 passage · 1 file skipped');
    assert.deepEqual(
      places.map(({ foundBy, text, uri }) => [foundBy, text, path.basename(uri)]),
      [
        ['reader', 'June', 'plan.md'],
        ['reader', 'May', 'third.rst'],
        ['reranker', 'The report is certainly long.', 'other.tex'],
      ],
    );
    assert.equal(plan.slice(places[0]!.start, places[0]!.end), 'June');
    const target = vscode.Uri.file(path.join(folder, 'answers.json'));
    await vscode.commands.executeCommand(commandIds.exportResults, target);
    const { results, ...asked } = JSON.parse(readFileSync(target.fsPath, 'utf8')) as { results: { text: string }[] };
    assert.deepEqual(asked, { question, reader: 'reader', reranker: 'reranker' });
    assert.deepEqual(
      results.map(({ text }) => text),
      places.map(({ text }) => text),
    );
  });

  test('read a file again when it has changed, unsaved changes included, or the index is rebuilt', async () => {
    const notes = filesOf('changing', { 'a.md': 'The report is due in March.\n', 'b.md': 'The report is long.\n' });
    const file = path.join(notes.fsPath, 'a.md');
    const ask = () => run('folder', { folder: notes });
    await ask();
    assert.ok((await texts()).includes('The report is due in March.'));
    writeFileSync(file, 'The report is due in April, not in March.\n');
    await ask();
    assert.ok((await texts()).includes('The report is due in April, not in March.'));

    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '\nAnd the report is due in Mai.\n'));
    await ask();
    assert.ok((await found()).places.some(({ passage }) => passage.text.endsWith('And the report is due in Mai.')));
    await vscode.commands.executeCommand('workbench.action.files.revert');

    // What has the same time and size is not read again.
    const other = path.join(notes.fsPath, 'b.md');
    const { atime, mtime } = statSync(other);
    writeFileSync(other, 'The report is lost.\n');
    utimesSync(other, atime, mtime);
    await ask();
    assert.ok((await texts()).includes('The report is long.'));
    await vscode.commands.executeCommand(commandIds.rebuildIndex);
    assert.ok((await texts()).includes('The report is lost.'));

    rmSync(other);
    await ask();
    assert.ok(!(await texts()).includes('The report is lost.'));
  });

  test('of 2,000 files can be canceled, and asked again', async () => {
    const many = filesOf(
      'many',
      Object.fromEntries(
        Array.from({ length: 2000 }, (_, i) => [
          `note-${i}.md`,
          `# Note ${i}\n\nSentence about the ${i} rivers.${i === 1234 ? ' The report is due in **June** this year.' : ''}\n`,
        ]),
      ),
    );
    await use(reader);
    const running = run('folder', { folder: many });
    const extension = await activeExtension();
    await eventually('files are read', () => /^Reading: \d+ of 2,000 files…/.test(extension.answers().message));
    await vscode.commands.executeCommand(commandIds.cancelRun);
    await running;
    assert.match((await found()).message, /^Canceled after [\d,]+ of 2,000 files$/);
    await run('folder', { folder: many });
    const [first] = (await found()).places;
    assert.deepEqual([first!.text, path.basename(first!.uri)], ['June', 'note-1234.md']);
  });

  test('of chat agents are about the workspace, and nothing else', async () => {
    await use(reader);
    const [workspace = assert.fail()] = vscode.workspace.workspaceFolders ?? [];
    const place = path.join(workspace.uri.fsPath, 'asked');
    mkdirSync(place);
    writeFileSync(path.join(place, 'plan.md'), 'The report is due in **June** of that year.\n');
    const secret = path.join(folder, 'secret.md');
    writeFileSync(secret, 'The report is due in May of that year.\n');
    symlinkSync(secret, path.join(place, 'link.md'));
    const invoke = async (input: object) => {
      const { content } = await vscode.lm.invokeTool(toolIds.ask, { input, toolInvocationToken: undefined });
      return content.map((part) => (part as vscode.LanguageModelTextPart).value);
    };
    try {
      for (const asked of [{}, { path: 'asked' }, { path: 'asked/plan.md' }, { path: place }]) {
        const [text, json] = await invoke({ question, ...asked });
        assert.match(text!, /^asked\/plan.md:1: June \(99\.\d %\), in: The report is due in June of that year\.$/);
        const data = JSON.parse(json!) as { results: { file: string; line: number; foundBy: string }[] };
        assert.deepEqual(
          data.results.map(({ file, line, foundBy }) => [file, line, foundBy]),
          [['asked/plan.md', 1, 'reader']],
        );
      }
      for (const asked of [secret, '..', '../../etc', '/', 'asked/link.md', 'no-such-file'])
        await assert.rejects(invoke({ question, path: asked }), /There is no “.*” in the workspace/);
      await assert.rejects(invoke({ question: ' ' }), /The question is empty/);
      await use();
      const [text] = await invoke({ question, path: 'asked' });
      assert.match(text!, /^These passages share most words with the question; no model has read them\.\nasked/);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});
