import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commandIds } from '../../src/editor/ids';
import type { LabelScore } from '../../src/features/classification/core/classifyUnits';
import { activeExtension, eventually, showText } from './editor';

const classify = () =>
  vscode.commands.executeCommand<readonly LabelScore[] | undefined>(commandIds.classifySelection, {
    labels: ['good', 'bad'],
  });

suite('restart', () => {
  suiteSetup(async () => {
    await activeExtension();
    await showText('|The first step is to create a new file.|');
    await vscode.commands.executeCommand(commandIds.restartEngine);
  });

  test('a killed engine starts again with the next request; killed once more it waits for the user', async () => {
    const extension = await activeExtension();
    const killWhileAsked = async () => {
      const pid = extension.enginePid();
      assert.ok(pid);
      // halted first, so that the request is sure to be unanswered when the process ends
      if (process.platform !== 'win32') process.kill(pid, 'SIGSTOP');
      const pending = classify();
      await wait(200);
      process.kill(pid, 'SIGKILL');
      assert.equal(process.platform === 'win32' ? undefined : await pending, undefined);
      return pid;
    };
    const first = await killWhileAsked();
    await eventually('the end of the process', () => extension.engineState() === 'stopped');
    assert.equal((await classify())?.length, 2);
    assert.notEqual(extension.enginePid(), first);

    await killWhileAsked();
    await eventually('the failed state', () => extension.engineState() === 'failed');
    assert.equal(await classify(), undefined);

    await vscode.commands.executeCommand(commandIds.restartEngine);
    assert.equal(extension.engineState(), 'ready');
    assert.equal((await classify())?.length, 2);
  });

  test('a stopped engine keeps nobody waiting: it is ended with a message, and the next request starts another', async function () {
    if (process.platform === 'win32') this.skip();
    const extension = await activeExtension();
    const pid = extension.enginePid();
    assert.ok(pid);
    process.kill(pid, 'SIGSTOP');
    const message = /before “describe” was answered: it did not respond for 30 seconds, so it was stopped/;
    const asked = assert.rejects(extension.engine.describe(await extension.modelFor('classification')), message);
    assert.equal(await classify(), undefined);
    await asked;
    assert.equal((await classify())?.length, 2);
    assert.notEqual(extension.enginePid(), pid);
  });
});
