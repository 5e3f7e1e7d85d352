import * as vscode from 'vscode';
import { commandIds } from './ids';
import { statusText, type StatusFacts } from './statusText';

interface Action extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** The menu behind the status item: what the item knows, and what can be done about it. */
export async function showStatusMenu(
  facts: StatusFacts,
  log: vscode.OutputChannel,
  extensionId: string,
): Promise<void> {
  const command = (id: string) => () => vscode.commands.executeCommand(id);
  const { lines } = statusText(facts);
  const actions: Action[] = [
    { label: '$(debug-restart) Restart engine', run: command(commandIds.restartEngine) },
    {
      label: facts.suggestionsEnabled ? '$(circle-slash) Turn suggestions off' : '$(check) Turn suggestions on',
      run: command(commandIds.toggleSuggestions),
    },
    {
      label: facts.snoozedUntil === undefined ? '$(bell-slash) Snooze suggestions' : '$(bell) End the snooze',
      run: command(commandIds.snoozeSuggestions),
    },
    { label: '$(tag) Classify selection', run: command(commandIds.classifySelection) },
    { label: '$(eye) Inspect attention', run: command(commandIds.inspectAttention) },
    { label: '$(package) Show models', run: command(commandIds.showModels) },
    { label: '$(globe) Show network requests', run: command(commandIds.showNetworkRequests) },
    { label: '$(output) Open log', run: () => log.show() },
    {
      label: '$(gear) Open settings',
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
    },
    { label: 'Status', kind: vscode.QuickPickItemKind.Separator },
    ...lines.map(([name, value]) => ({ label: name, description: value })),
  ];
  const chosen = await vscode.window.showQuickPick(actions, { title: 'DeBERTa', placeHolder: 'What to do' });
  await chosen?.run?.();
}
