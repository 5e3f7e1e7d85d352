import * as vscode from 'vscode';
import { commandIds } from './ids';
import { statusText, type StatusFacts } from './statusText';
import type { Log } from './ui/log';
import { pick, type PickItem } from './ui/picks';

interface Action extends PickItem {
  readonly run?: () => unknown;
}

/** The menu behind the status item: what the item knows, and what can be done about it. */
export async function showStatusMenu(facts: StatusFacts, log: Log, extensionId: string): Promise<void> {
  const command = (id: string) => () => vscode.commands.executeCommand(id);
  const { lines } = statusText(facts);
  const actions: Action[] = [
    { icon: 'debug-restart', label: 'Restart engine', run: command(commandIds.restartEngine) },
    {
      icon: facts.suggestionsEnabled ? 'circle-slash' : 'check',
      label: facts.suggestionsEnabled ? 'Turn suggestions off' : 'Turn suggestions on',
      run: command(commandIds.toggleSuggestions),
    },
    {
      icon: facts.snoozedUntil === undefined ? 'bell-slash' : 'bell',
      label: facts.snoozedUntil === undefined ? 'Snooze suggestions' : 'End the snooze',
      run: command(commandIds.snoozeSuggestions),
    },
    { icon: 'tag', label: 'Classify selection', run: command(commandIds.classifySelection) },
    { icon: 'eye', label: 'Inspect attention', run: command(commandIds.inspectAttention) },
    { icon: 'package', label: 'Show models', run: command(commandIds.showModels) },
    { icon: 'globe', label: 'Show network requests', run: command(commandIds.showNetworkRequests) },
    { icon: 'output', label: 'Open log', run: () => log.show() },
    {
      icon: 'gear',
      label: 'Open settings',
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
    },
    { label: 'Status', kind: vscode.QuickPickItemKind.Separator },
    ...lines.map(([name, value]) => ({ label: name, description: value })),
  ];
  const chosen = await pick(actions, { title: 'DeBERTa', placeHolder: 'What to do' });
  await chosen?.run?.();
}
