import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { settingIds, toolIds } from '../../src/editor/ids';
import { letterTokenizer } from '../engine/batch/letterTokenizer';
import { writeInferenceModel } from '../engine/inferenceModel';
import { activeExtension } from './editor';

/** A tool's two parts: text, and the same as JSON. */
async function invoke(name: string, input: object): Promise<{ text: string; data: Record<string, unknown> }> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [text, json] = content.map((part) => {
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return part.value;
  });
  return { text: text!, data: JSON.parse(json!) as Record<string, unknown> };
}

suite('tools for chat agents', () => {
  test('are there, with schemas', async () => {
    await activeExtension();
    const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('deberta_'));
    assert.deepEqual(tools.map(({ name }) => name).sort(), Object.values(toolIds).sort());
    for (const { inputSchema, description } of tools) assert.ok(inputSchema !== undefined && description.length > 50);
  });

  test('fill masks', async () => {
    const { text, data } = await invoke(toolIds.fillMask, {
      text: 'They have been working on it for a [MASK] time.',
      candidates: 3,
    });
    assert.match(text, /^long \(\d+\.\d %\), /);
    const [candidates] = data.masks as { word: string; probability: number }[][];
    assert.equal(candidates!.length, 3);
    assert.equal(candidates![0]!.word, 'long');
    await assert.rejects(invoke(toolIds.fillMask, { text: 'No mask.' }), /no \[MASK\]/);
  });

  test('classify', async () => {
    const texts = ['The program reads the file.', 'They sang.', 'The program reads the file.'];
    const { text, data } = await invoke(toolIds.classify, { texts, labels: ['software', 'music'], threshold: 0.01 });
    assert.match(text, /^Rough guess: .* not trained to classify\.\n/);
    assert.equal(text.split('\n').length, 4);
    const results = data.results as { text: string; labels: string[]; scores: Record<string, number> }[];
    assert.deepEqual(
      results.map((result) => result.text),
      texts,
    );
    assert.deepEqual(results[0], results[2]);
    assert.ok(Math.abs(results[0]!.scores.software! + results[0]!.scores.music! - 1) < 1e-6);
    await assert.rejects(invoke(toolIds.classify, { texts }), /labels/);
  });

  test('summarize attention, and say which model odd words need', async () => {
    const { data } = await invoke(toolIds.attention, { text: 'The river is deep.', targets: 2 });
    const tokens = data.tokens as { token: string; looksAt: unknown[] }[];
    assert.equal(tokens[0]!.token, '▁The');
    for (const { looksAt } of tokens) assert.equal(looksAt.length, 2);
    for (const { shares } of data.layers as { shares: Record<string, number> }[]) {
      const sum = Object.values(shares).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3, `${sum}`);
    }
    await assert.rejects(invoke(toolIds.oddWords, { text: 'The river is deep.' }), /deberta-v3-small/);
  });

  test('explain the guess for a mask, and a label of one’s own', async () => {
    const mask = { text: 'They have been working on it for a [MASK] time.' };
    const { text, data } = await invoke(toolIds.explain, mask);
    assert.match(text, /^long \(\d+\.\d %\)\n[+−]\d+\.\d{3} /);
    const words = data.words as { text: string; contribution: number }[];
    const sum = words.reduce((total, { contribution }) => total + contribution, 0);
    const change = (data.value as number) - (data.baselineValue as number);
    assert.ok(Math.abs(change - sum - (data.residual as number)) < 1e-4);
    const occlusion = await invoke(toolIds.explain, { ...mask, answer: 'long', against: 'short', method: 'occlusion' });
    assert.match(occlusion.text, /^long against short/);

    const label = { text: 'The program reads the file.', labels: ['software', 'music'], answer: 'music' };
    const explained = await invoke(toolIds.explain, label);
    assert.equal(explained.data.answer, 'music');
    await assert.rejects(invoke(toolIds.explain, { text: label.text }), /labels/);
  });

  test('check a text against a source: a text, or a file of the workspace and none outside it', async () => {
    await activeExtension();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'deberta-check-tool-'));
    const workspace = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const inside = path.join(workspace, 'check-source.md');
    const link = path.join(workspace, 'check-link.md');
    const outside = path.join(folder, 'outside.md');
    const use = (value: string | undefined) =>
      vscode.workspace.getConfiguration().update(settingIds.checkingModel, value, vscode.ConfigurationTarget.Global);
    const source = 'The crossing carries cars, and the service leaves twice a day.\n';
    for (const file of [inside, outside]) writeFileSync(file, source);
    symlinkSync(outside, link);
    await writeInferenceModel(path.join(folder, 'model'), { supporting: ['bridge'], contradicting: ['ferry'] });
    try {
      const text = 'The bridge carries cars. The ferry leaves at noon. Who pays for it?';
      await assert.rejects(invoke(toolIds.checkSource, { text, source }), /No model is chosen/);
      await use(path.join(folder, 'model'));
      for (const given of [{ source }, { sourcePath: 'check-source.md' }, { sourcePath: inside }]) {
        const { text: answer, data } = await invoke(toolIds.checkSource, { text, ...given });
        const results = data.results as { text: string; verdict: string; start: number; end: number }[];
        assert.deepEqual(
          results.map(({ start, end, verdict }) => [text.slice(start, end), verdict]),
          [
            ['The bridge carries cars.', 'supported'],
            ['The ferry leaves at noon.', 'contradicted'],
          ],
        );
        assert.match(answer, /^supported \(9\d\.\d %\): “The bridge carries cars\.” by .*:1: “The crossing/);
      }
      for (const sourcePath of [outside, '../outside.md', 'check-link.md', 'nowhere.md'])
        await assert.rejects(invoke(toolIds.checkSource, { text, sourcePath }), /There is no “.*” in the workspace/);
      await assert.rejects(invoke(toolIds.checkSource, { text }), /either source, a text, or sourcePath/);
    } finally {
      await use(undefined);
      for (const file of [inside, link]) rmSync(file);
      rmSync(folder, { recursive: true });
    }
  });

  test('find odd words, with a model that can', async () => {
    const extension = await activeExtension();
    const { extensionPath } = vscode.extensions.getExtension('deberta-local.deberta')!;
    const model = mkdtempSync(path.join(os.tmpdir(), 'deberta-odd-words-'));
    cpSync(path.join(extensionPath, 'test/fixtures/reference/v3-small-like/rtd'), model, { recursive: true });
    writeFileSync(path.join(model, 'tokenizer.json'), JSON.stringify(letterTokenizer()));
    const use = (value: string | undefined) =>
      vscode.workspace.getConfiguration().update(settingIds.oddWordsModel, value, vscode.ConfigurationTarget.Global);
    await use(model);
    try {
      const text = 'The river is deep.';
      const { data } = await invoke(toolIds.oddWords, { text, threshold: 0 });
      const words = data.words as { word: string; start: number; end: number; probability: number }[];
      assert.deepEqual(
        words.map(({ start, end }) => text.slice(start, end)),
        text.split(' '),
      );
      const tokens = await extension.engine.detectReplaced({ model, text });
      for (const { start, end, probability } of words) {
        const inside = tokens.filter(({ range }) => range.start < end && range.end > start);
        assert.equal(probability, Math.max(...inside.map((token) => token.probability)));
      }
      const none = await invoke(toolIds.oddWords, { text, threshold: 1 });
      assert.deepEqual(none, { text: 'No word is out of place.', data: { words: [] } });
    } finally {
      await use(undefined);
      rmSync(model, { recursive: true });
    }
  });
});
