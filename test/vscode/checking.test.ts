import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../src/editor/ids';
import type { Calibration } from '../../src/features/checking/core/calibrate';
import { writeInferenceModel } from '../engine/inferenceModel';
import { activeExtension, eventually, showText } from './editor';

const report =
  'The new crossing carries cars since spring.\n\nThe service leaves *twice* a day. Boats may not moor here.\n';
const text =
  '# The river\n\nThe *bridge* carries cars. The ferry leaves every hour. Trams need new rails. Who pays for it?\n';

suite('checks against a source', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-check-'));
  const source = vscode.Uri.file(path.join(folder, 'report.md'));
  const set = (id: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
  const check = (argument: object) => vscode.commands.executeCommand(commandIds.checkSource, argument);

  suiteSetup(async () => {
    writeFileSync(source.fsPath, report);
    const model = path.join(folder, 'model');
    await writeInferenceModel(model, { supporting: ['bridge'], contradicting: ['ferry'] });
    await set(settingIds.checkingModel, model);
  });
  suiteTeardown(async () => {
    await set(settingIds.checkingModel, undefined);
    rmSync(folder, { recursive: true });
  });

  test('of a document: each sentence that states something has a verdict, which follows its edits', async () => {
    const extension = await activeExtension();
    const editor = await showText(`${text}|`);
    await check({ scope: 'document', source: [source] });
    const found = () => extension.sourceCheck().texts.map((one) => [one.text, one.verdict]);
    assert.deepEqual(found(), [
      ['The bridge carries cars.', 'supported'],
      ['The ferry leaves every hour.', 'contradicted'],
      ['Trams need new rails.', 'not found'],
    ]);
    const [bridge] = extension.sourceCheck().texts;
    assert.equal(text.slice(bridge!.start, bridge!.end), 'The *bridge* carries cars.');
    assert.equal(bridge!.supported?.passage.file.uri, source.toString());

    const place = text.indexOf('ferry');
    const at = editor.document.positionAt(place);
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 5)), 'bridge'));
    await eventually(
      'the changed sentence is checked again',
      () => found()[1]?.[0] === 'The bridge leaves every hour.',
    );
    assert.deepEqual(found()[1], ['The bridge leaves every hour.', 'supported']);
  });

  test('a sentence is marked in the text, and hovering names the passage', async () => {
    await activeExtension();
    const editor = await showText(`${text}|`);
    await check({ scope: 'document', source: [source] });
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      editor.document.positionAt(text.indexOf('ferry')),
    );
    const shown = hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join();
    const plain = shown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    assert.match(plain, /\*\*Contradicted:\*\* 9\d\.\d %[^]*report\.md:\d contradicts it[^]*The service leaves twice/);
  });

  test('a selection as the text, and results in every format', async () => {
    const extension = await activeExtension();
    await showText('Not this one here. |The ferry leaves every hour. Trams need new rails.| Nor this one.');
    await check({ scope: 'selection', source: [source] });
    assert.deepEqual(
      extension.sourceCheck().texts.map(({ verdict }) => verdict),
      ['contradicted', 'not found'],
    );
    const to = vscode.Uri.file(path.join(folder, 'results.json'));
    await vscode.commands.executeCommand(commandIds.exportResults, to);
    const exported = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(to)).toString()) as {
      results: { verdict: string; contradicted: { start: number; end: number; text: string } }[];
    };
    assert.deepEqual(
      exported.results.map(({ verdict }) => verdict),
      ['contradicted', 'not found'],
    );
    const { start, end, text: passage } = exported.results[0]!.contradicted;
    assert.equal(report.slice(start, end).replace(/\s+/g, ' ').replaceAll('*', ''), passage);
    await vscode.commands.executeCommand(commandIds.copyResults, 'markdown');
    assert.match(
      await vscode.env.clipboard.readText(),
      /\| contradicted \| 9\d\.\d % \| The ferry leaves every hour\. \|/,
    );
  });

  test('a folder of 2,000 files, a part of which is its source, is paused, canceled and checked', async () => {
    const extension = await activeExtension();
    const many = path.join(folder, 'many');
    const part = path.join(many, 'part');
    mkdirSync(part, { recursive: true });
    for (let i = 0; i < 2000; i++)
      writeFileSync(path.join(i < 300 ? part : many, `note-${i}.txt`), `The bridge number ${i} is open.\n`);
    const texts = { scope: 'folder', folder: vscode.Uri.file(many) };
    const count = () => extension.sourceCheck().texts.length;
    const running = check({ ...texts, source: [source, vscode.Uri.file(part)] });
    await eventually('the source is read', () => /^Reading the source: [1-9]/.test(extension.sourceCheck().message));
    await vscode.commands.executeCommand(commandIds.pauseRun);
    assert.match(extension.sourceCheck().message, /^Paused reading the source: [\d,]+ of 301 files…/);
    await vscode.commands.executeCommand(commandIds.resumeRun);
    await eventually('some results', () => count() > 0);
    await vscode.commands.executeCommand(commandIds.cancelRun);
    await running;
    assert.ok(count() > 0 && count() < 2000, `${count()} when canceled`);
    assert.match(extension.sourceCheck().message, /^Canceled after/);
    await check({ ...texts, source: [source] });
    assert.equal(count(), 2000);
    assert.match(extension.sourceCheck().message, /^2,000 sentences in 2,000 of 2,000 files/);
  });

  test('a document cannot be its own source', async () => {
    const extension = await activeExtension();
    await vscode.window.showTextDocument(source);
    await check({ scope: 'document', source: [source] });
    assert.equal(extension.sourceCheck().texts.length, 0);
  });

  test('labeled pairs calibrate the thresholds, which become settings', async () => {
    await activeExtension();
    const pairs = vscode.Uri.file(path.join(folder, 'pairs.csv'));
    const row = (word: string, label: string, i: number) =>
      `The ${word} number ${i},Number ${i} is the crossing.,${label}\n`;
    const kinds = [
      ['bridge', 'supported'],
      ['ferry', 'contradicted'],
      ['tram', 'not found'],
    ] as const;
    const rows = Array.from({ length: 12 }, (_, i) => kinds.map(([word, label]) => row(word, label, i)).join(''));
    writeFileSync(pairs.fsPath, `claim,source,label\n${rows.join('')}`);
    const found = await vscode.commands.executeCommand<Calibration | undefined>(commandIds.calibrateCheck, pairs);
    assert.deepEqual([found?.supported.after, found?.contradicted?.after], [1, 1]);
    const read = (id: string) => vscode.workspace.getConfiguration().get(id);
    assert.equal(read(settingIds.checkSupported), found?.supported.threshold);
    await set(settingIds.checkSupported, undefined);
    await set(settingIds.checkContradicted, undefined);
  });
});
