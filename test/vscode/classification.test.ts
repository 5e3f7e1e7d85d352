import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/extension/ids';
import type { LabelScore } from '../../src/features/classification/classifyOne';
import { activeExtension, showText } from './editor';

suite('classification', () => {
  test('scores the labels of a selection, best first', async () => {
    const extension = await activeExtension();
    await showText('|The program reads the file and writes it to the server.|');
    const result = await vscode.commands.executeCommand<readonly LabelScore[] | undefined>(
      commandIds.classifySelection,
      {
        labels: ['music', 'software', 'water'],
      },
    );
    assert.ok(result);
    const scores = result.map(({ score }) => score);
    assert.deepEqual(result.map(({ label }) => label).sort(), ['music', 'software', 'water']);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
    assert.ok(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1) < 1e-6, `sum of ${scores.join(', ')}`);
    assert.deepEqual(extension.lastClassification(), result);
    assert.equal(extension.engineState(), 'ready');
    assert.ok((extension.engineStatus()?.lastMilliseconds ?? 0) > 0);
  });
});
