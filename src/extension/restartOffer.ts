import * as vscode from 'vscode';
import type { EngineClient } from '../client/engineClient';
import { commandIds } from './ids';

/** When the engine has failed for good, says why and offers to restart it. */
export function offerRestart(client: EngineClient, log: vscode.LogOutputChannel): vscode.Disposable {
  return client.onDidChangeState(async (state) => {
    if (state !== 'failed') return;
    const reason = client.failure ?? 'The engine failed.';
    log.error(reason);
    const [restart, showLog] = ['Restart', 'Show Log'];
    const choice = await vscode.window.showErrorMessage(reason, restart, showLog);
    if (choice === restart) await vscode.commands.executeCommand(commandIds.restartEngine);
    if (choice === showLog) log.show();
  });
}
