import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../src/editor/ids';
import type { LabelScore } from '../../src/features/classification/core/classifyUnits';
import type { TrainingChoice } from '../../src/features/training/core/trainingView';
import { activeExtension, eventually, showText } from './editor';

const words = { warm: ['lovely', 'great', 'good', 'happy', 'kind'], cold: ['awful', 'nasty', 'bad', 'sad', 'cruel'] };
const rows = Object.entries(words).flatMap(([label, all]) =>
  all.flatMap((word) => [`It was a ${word} day.,${label}`, `They were ${word} people.,${label}`]),
);

suite('training', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-train-'));
  const file = vscode.Uri.file(path.join(folder, 'tone.csv'));
  writeFileSync(file.fsPath, ['text,label', ...rows].join('\n'));
  suiteTeardown(async () => {
    rmSync(folder, { recursive: true });
    await vscode.workspace.getConfiguration().update(settingIds.classifyModel, undefined, true);
  });
  const train = (choice: Partial<TrainingChoice>) =>
    vscode.commands.executeCommand(commandIds.trainClassifier, { file, choice });

  test('a training whose process is killed resumes, becomes a model, and classifies', async () => {
    const extension = await activeExtension();
    const phase = () => extension.training()?.phase;
    const begun = train({ name: 'tone', compare: false, epochs: 15 });
    await eventually('some steps', () => (extension.training()?.runs[0]?.step ?? 0) > 2);
    process.kill(extension.trainingPid()!, 'SIGKILL');
    await begun;
    assert.equal(phase(), 'stopped');
    assert.match(extension.training()?.message ?? '', /process ended/);

    // As in another window: the list offers to resume. Nobody chooses here, so the first row is accepted.
    const goneOn = vscode.commands.executeCommand(commandIds.trainClassifier);
    await eventually('the training goes on', () => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return phase() === 'running' || phase() === 'done';
    });
    await goneOn;
    const { report, installed } = extension.training() ?? {};
    assert.equal(phase(), 'done');
    assert.equal(installed, 'local/tone');
    assert.deepEqual(report?.labels, ['cold', 'warm']);
    assert.equal(report.evaluation.examples, 4);
    assert.deepEqual(
      extension
        .installedModels()
        .map(({ id }) => id)
        .filter((id) => id === 'local/tone'),
      ['local/tone'],
    );
    await showText('|We had a lovely and happy day.|');
    const scores = await vscode.commands.executeCommand<readonly LabelScore[]>(commandIds.classifySelection);
    assert.deepEqual(scores.map(({ label }) => label).sort(), ['cold', 'warm']);
  });

  test('a taken name, and texts that teach nothing, are refused in a sentence', async () => {
    const extension = await activeExtension();
    await train({ name: 'tone', epochs: 1 });
    assert.match(extension.training()?.message ?? '', /There is already a classifier named tone/);
    assert.equal(extension.training()?.phase, 'setup');
    await train({ name: 'no/name', epochs: 1 });
    assert.match(extension.training()?.message ?? '', /cannot be a model's name/);
  });

  test('tagged words become a model that finds entities, which classification does not use', async () => {
    const extension = await activeExtension();
    const before = vscode.workspace.getConfiguration().get(settingIds.classifyModel);
    const names = ['Anna', 'Bob', 'Clara', 'David', 'Emma', 'Frank', 'Grace', 'Henry'];
    const tagged = vscode.Uri.file(path.join(folder, 'names.conll'));
    writeFileSync(tagged.fsPath, names.map((name) => `${name} B-PER\nlives O\nhere O\n. O\n`).join('\n'));
    await vscode.commands.executeCommand(commandIds.trainClassifier, {
      file: tagged,
      choice: { name: 'names', compare: false, epochs: 2 },
    });
    const { phase, report, installed, data } = extension.training() ?? {};
    assert.equal(phase, 'done', extension.training()?.message);
    assert.equal(installed, 'local/names');
    assert.deepEqual(data?.counts, [{ label: 'PER', texts: 8 }]);
    assert.equal(report?.problemType, 'token_classification');
    assert.equal(report.evaluation.entities?.micro.support, 2);
    assert.equal(vscode.workspace.getConfiguration().get(settingIds.classifyModel), before);
  });

  test('selections become entities of a file that is trained on, without markup', async () => {
    const extension = await activeExtension();
    const file = vscode.Uri.file(path.join(folder, 'entities.jsonl'));
    const label = (name?: string) =>
      vscode.commands.executeCommand(commandIds.labelEntity, { file, ...(name !== undefined && { label: name }) });
    const lines = () =>
      readFileSync(file.fsPath, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    await showText('# Notes\n\nIt rained. We saw |**Anna Smith** |in *Rome*.\n');
    await label('PER');
    await showText('# Notes\n\nIt rained. We saw **Anna Smith** in *|Rome|*.\n');
    await label('LOC');
    const text = 'We saw Anna Smith in Rome.';
    const anna = { start: 7, end: 17, label: 'PER' };
    const rome = { start: 21, end: 25, label: 'LOC' };
    assert.deepEqual(
      lines().map((line) => ({ ...line, source: undefined })),
      [{ text, entities: [anna, rome], source: undefined }],
    );
    // Nobody chooses here: the first row is the commonest label.
    const chosen = label();
    await eventually('the label is chosen', () => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (lines()[0] as { entities: { label: string }[] }).entities[1]?.label === 'PER';
    });
    await chosen;

    const more = ['Bob', 'Clara', 'David'].map((name) => ({
      text: `We saw ${name}.`,
      entities: [{ start: 7, end: 7 + name.length, label: 'PER' }],
    }));
    writeFileSync(file.fsPath, [...lines(), ...more].map((line) => `${JSON.stringify(line)}\n`).join(''));
    await vscode.commands.executeCommand(commandIds.trainClassifier, {
      file,
      choice: { name: 'marked', compare: false, epochs: 1 },
    });
    assert.equal(extension.training()?.phase, 'done', extension.training()?.message);
    assert.deepEqual(extension.training()?.data.counts, [{ label: 'PER', texts: 5 }]);
  });

  test('the model adapts to prose, is used, and the setting goes back', async () => {
    const extension = await activeExtension();
    const nouns = ['stone', 'river', 'garden', 'window', 'letter', 'engine', 'bridge', 'candle', 'mirror', 'ladder'];
    const prose = Array.from(
      { length: 200 },
      (_, i) => `Verily the ${nouns[i % 10]} of house ${i} was seen by the warden of the ${nouns[(i * 7) % 9]}.`,
    );
    const notes = vscode.Uri.file(path.join(folder, 'chronicle.md'));
    writeFileSync(notes.fsPath, prose.join(' '));
    await vscode.commands.executeCommand(commandIds.adaptToWriting, { from: [notes] });
    const report = extension.adapted();
    assert.ok(report !== undefined && report.after < report.before, JSON.stringify(report));
    assert.match((await extension.modelFor('fill-mask')).model, /local--my-writing$/);
    await vscode.workspace.getConfiguration().update(settingIds.model, undefined, true);
    assert.match((await extension.modelFor('fill-mask')).model, /bundled$/);
  });
});
