import * as vscode from 'vscode';
import type { EngineClient } from '../client/engineClient';
import { plain } from '../base/plainText';
import { commandIds } from './ids';
import type { Log } from './ui/log';
import { showError } from './ui/notifications';

/** When the engine has failed for good, says why and offers to restart it. */
export function offerRestart(client: EngineClient, log: Log): vscode.Disposable {
  return client.onDidChangeState(async (state) => {
    if (state !== 'failed') return;
    const reason = client.failure ?? plain`The engine failed.`;
    log.error(reason);
    const [restart, showLog] = ['Restart', 'Show Log'];
    const choice = await showError(reason, restart, showLog);
    if (choice === restart) await vscode.commands.executeCommand(commandIds.restartEngine);
    if (choice === showLog) log.show();
  });
}
