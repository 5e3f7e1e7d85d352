import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds, internalCommands, settingIds, toolIds } from '../../src/editor/ids';
import type { EntityNode } from '../../src/features/entities/core/entityTree';
import { writeKnownEntities } from '../engine/knownEntities';
import { activeExtension, eventually, showText } from './editor';
import { MemoryFiles } from './memoryFiles';

const { executeCommand } = vscode.commands;
const find = (argument: object) => executeCommand(commandIds.findEntities, argument);
const tags = { Ada: 'B-PER', Lovelace: 'I-PER', Bob: 'B-PER', Rome: 'B-LOC', 'ada@example.com': 'B-EMAIL' };

suite('entities', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-entities-'));
  const at = (name: string) => vscode.Uri.file(path.join(folder, name));
  const set = (id: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
  const found = async () => {
    const { places } = (await activeExtension()).entities();
    return places.map(({ label, text, line }) => `${line} ${label} ${text}`);
  };

  suiteSetup(async () => {
    await writeKnownEntities(folder, tags, ['Bob', 'ada@example.com']);
    await set(settingIds.entitiesModel, folder);
  });
  suiteTeardown(async () => {
    for (const id of [settingIds.entitiesModel, settingIds.entitiesIgnored, settingIds.entitiesCheckFiles])
      await set(id, undefined);
    rmSync(folder, { recursive: true });
  });

  test('of a document, by label, entity and place, the surest first; ignored, and following edits', async () => {
    const extension = await activeExtension();
    const editor = await showText(
      '# Bob\n\nWrite **Ada**\nLovelace, or bob, at ada@example.com.\n\nBob went. `Ada`\n|',
    );
    await find({ scope: 'document' });
    assert.deepEqual(await found(), ['1 PER Bob', '3 PER Ada Lovelace', '4 EMAIL ada@example.com', '6 PER Bob']);
    for (const { start, end, text } of extension.entities().places)
      assert.equal(textAt(editor, start, end).replace(/\*\*/g, '').replace('\n', ' '), text);
    const { lines } = extension.entities();
    const [people] = lines();
    const shown = () => lines().map((label) => [titleOf(label), ...lines(label).map(titleOf)]);
    assert.deepEqual(shown(), [
      ['PER 3', 'Ada Lovelace 1', 'Bob 2'],
      ['EMAIL 1', 'ada@example.com 1'],
    ]);
    assert.deepEqual(lines(lines(people)[1]).map(titleOf), ['1', '6']);

    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Rome is far.\n\n'));
    await eventually('the new paragraph is read', () => shown().some(([label]) => label === 'LOC 1'));
    assert.deepEqual(await found(), [
      '1 LOC Rome',
      ...['3 PER Bob', '5 PER Ada Lovelace', '6 EMAIL ada@example.com', '8 PER Bob'],
    ]);
    const uri = editor.document.uri.toString();
    await executeCommand(internalCommands.ignoreEntity, 'here', 'bob', uri);
    assert.deepEqual(
      (await found()).filter((line) => line.includes('Bob')),
      [],
    );
    const [line] = lines(lines().find((label) => titleOf(label) === 'LOC 1'));
    await executeCommand(commandIds.ignoreEntity, { node: line });
    assert.deepEqual(await found(), ['5 PER Ada Lovelace', '6 EMAIL ada@example.com']);
    assert.deepEqual(vscode.workspace.getConfiguration().get(settingIds.entitiesIgnored), ['Rome']);
    await set(settingIds.entitiesIgnored, undefined);
  });

  test('replaced in a copy, and put back byte for byte', async () => {
    const text = '\ufeffWrite **Ada** Lovelace\r\nin Rome & <ada@example.com>.\r\n\n```\nRome\n```\n';
    writeFileSync(at('letter.md').fsPath, text);
    await vscode.window.showTextDocument(at('letter.md'));
    const [to, key, back] = [at('copy.md'), at('copy.key'), at('back.md')];
    await executeCommand(commandIds.replaceEntities, { way: 'tags', to, key });
    const copy = '\ufeffWrite **[PER 1]**\r\nin [LOC 1] & <[EMAIL 1]>.\r\n\n```\nRome\n```\n';
    assert.equal(readFileSync(to.fsPath, 'utf8'), copy);
    await executeCommand(commandIds.restoreEntities, { copy: to, key, to: back });
    assert.equal(readFileSync(back.fsPath, 'utf8'), text);
  });

  test('a folder of 2,000 files, which are not opened, and its export', async () => {
    const extension = await activeExtension();
    const notes = Array.from({ length: 2000 }, (_, i): [string, string] => [
      `/notes/part ${i % 30}/note ${i}.md`,
      `Note ${i} is about the sea. ${i % 2 === 0 ? 'Ada' : 'Bob'} wrote it in Rome.\n`,
    ]);
    const files = new MemoryFiles(Object.fromEntries(notes));
    const registration = vscode.workspace.registerFileSystemProvider('deberta-people', files, { isReadonly: true });
    const open = vscode.workspace.textDocuments.length;
    await find({ scope: 'folder', folder: vscode.Uri.parse('deberta-people:/notes') });
    registration.dispose();
    assert.match(extension.entities().message, /2,000 paragraphs in 2,000 of 2,000 files/);
    assert.equal((await found()).length, 4000);
    assert.equal(files.reads, 2000);
    assert.equal(vscode.workspace.textDocuments.length, open);
    for (const format of ['json', 'csv', 'conll']) await executeCommand(commandIds.exportResults, at(`all.${format}`));
    const read = (format: string) => readFileSync(at(`all.${format}`).fsPath, 'utf8');
    const { results } = JSON.parse(read('json')) as { results: { entities: object[] }[] };
    assert.equal(results.flatMap(({ entities }) => entities).length, 4000);
    assert.equal(read('csv').split('\r\n').length, 4002);
    assert.equal(read('conll').match(/^Rome B-LOC$/gm)?.length, 2000);
  });

  test('personal data is marked in the files of a setting, with fixes that ignore it', async () => {
    writeFileSync(at('marked.md').fsPath, 'Write **Ada** Lovelace and Bob.\n');
    const { document } = await vscode.window.showTextDocument(at('marked.md'));
    const messages = () => vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    assert.deepEqual(messages(), []);
    // A log that is written to all the time must not keep what is in sight from being looked at.
    const log = await vscode.workspace.openTextDocument();
    const writing = setInterval(() => {
      const line = new vscode.WorkspaceEdit();
      line.insert(log.uri, new vscode.Position(0, 0), 'Asked.\n');
      void vscode.workspace.applyEdit(line);
    }, 100);
    await set(settingIds.entitiesCheckFiles, ['**/marked.*']);
    await eventually('both are marked', () => messages().length === 2).finally(() => clearInterval(writing));
    assert.match(messages()[0]!, /^“Ada Lovelace” may be personal data: PER, \d+\.\d %\.$/);
    const [{ range }] = vscode.languages.getDiagnostics(document.uri) as [vscode.Diagnostic];
    const fixes = await executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
    const ours = fixes.filter(({ title }) => title.startsWith('Ignore “Ada Lovelace”'));
    assert.deepEqual(
      ours.map(({ title }) => title.slice('Ignore “Ada Lovelace” '.length)),
      ['in this file', 'in this workspace', 'everywhere'],
    );
    const { command, arguments: values = [] } = ours[0]!.command!;
    await executeCommand(command, ...(values as unknown[]));
    await eventually('the other one is left', () => messages().length === 1 && messages()[0]!.startsWith('“Bob”'));
    await set(settingIds.entitiesCheckFiles, undefined);
    await eventually('none is left', () => messages().length === 0);
  });

  test('for chat agents, with places in each text', async () => {
    const input = { texts: ['Ada Lovelace, in Rome.', 'Nobody.'] };
    const { content } = await vscode.lm.invokeTool(toolIds.findEntities, { input, toolInvocationToken: undefined });
    const [text, json] = content.map((part) => (part as vscode.LanguageModelTextPart).value);
    assert.match(
      text!,
      /^“Ada Lovelace, in Rome\.”: Ada Lovelace \(PER, .* %\), Rome \(LOC, .* %\)\n“Nobody\.”: nothing found$/,
    );
    const data = JSON.parse(json!) as { labels: string[]; results: { entities: { start: number; end: number }[] }[] };
    assert.deepEqual(data.labels, ['PER', 'LOC', 'EMAIL']);
    assert.deepEqual(
      data.results.map(({ entities }) => entities.map(({ start, end }) => [start, end])),
      [
        [
          [0, 12],
          [17, 21],
        ],
        [],
      ],
    );
  });
});

function titleOf(node: EntityNode): string {
  if (node.kind === 'label') return `${node.group.label} ${node.group.count}`;
  if (node.kind === 'entity') return `${node.group.text} ${node.group.places.length}`;
  return node.kind === 'place' ? `${node.place.line}` : node.kind;
}

function textAt({ document }: vscode.TextEditor, start: number, end: number): string {
  return document.getText(new vscode.Range(document.positionAt(start), document.positionAt(end)));
}
