import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../src/editor/ids';
import { activeExtension, showText } from './editor';

// Named so that mocha runs it before a test has used the engine.
suite('activation', () => {
  test('takes less than 50 ms and starts no engine', async () => {
    await showText('# Notes|');
    const extension = await activeExtension();
    assert.ok(extension.activationMilliseconds < 50, `${extension.activationMilliseconds} ms`);
    assert.equal(extension.engineState(), 'stopped');
    assert.equal(extension.enginePid(), undefined);
  });

  test('registers every command', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(commandIds)) assert.ok(registered.has(id), id);
  });

  test('a switch used twice at once ends where it began', async () => {
    const enabled = () => vscode.workspace.getConfiguration().get(settingIds.suggestionsEnabled);
    const toggle = () => vscode.commands.executeCommand(commandIds.toggleSuggestions);
    await Promise.all([toggle(), toggle()]);
    assert.equal(enabled(), true);
  });
});
