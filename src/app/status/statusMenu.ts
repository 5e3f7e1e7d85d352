import * as vscode from 'vscode';
import { confidences, type Confidence } from '../../features/words/core/confidence';
import { confidenceIn, setConfidence } from '../../features/words/vscode/wordSettings';
import { commandIds, proseLanguages } from '../../editor/ids';
import type { Problems } from '../../editor/problems';
import { activeDocument } from '../../editor/settings';
import { engineText, suggestionsText, type StatusFacts, statusText } from './statusText';
import type { Log } from '../../editor/ui/log';
import { pick, type PickItem } from '../../editor/ui/picks';
import { StatusBarItem } from '../../editor/ui/items';
import { linesTooltip } from '../../editor/ui/markdown';

/** The item on the right of the status bar. */
export class StatusItem implements vscode.Disposable {
  readonly #item = new StatusBarItem('deberta.status', 100, 'DeBERTa', commandIds.showStatus);

  show(facts: StatusFacts): void {
    const { lines, ...shown } = statusText(facts);
    const spoken = lines.map((line) => line.join(': ')).join('. ');
    this.#item.show({ ...shown, tooltip: linesTooltip(lines), spoken });
  }

  dispose(): void {
    this.#item.dispose();
  }
}

interface Action extends PickItem {
  readonly run?: () => unknown;
}

/** What the menu acts on. */
export interface StatusParts {
  readonly problems: Problems;
  readonly log: Log;
  readonly extensionId: string;
}

const confidenceTexts: Readonly<Record<Confidence, string>> = {
  quiet: 'Quiet: few suggestions, mostly right',
  balanced: 'Balanced: about two of three are right',
  eager: 'Eager: many suggestions, about half are right',
};

/** The menu behind the status item: what is wrong, then what can be done, the likeliest first. */
export async function showStatusMenu(facts: StatusFacts, { problems, log, extensionId }: StatusParts): Promise<void> {
  const command = (icon: string, label: string, id: string, description?: string, ...values: unknown[]): Action => ({
    icon,
    label,
    description,
    run: () => vscode.commands.executeCommand(id, ...values),
  });
  const heading = (label: string): Action => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const where = (applies: boolean, ...actions: readonly Action[]) => (applies ? actions : []);
  const { silence, snoozedUntil, problem, model, status } = facts;
  const language = activeDocument()?.languageId;
  const isProse = proseLanguages.some((one) => one === language);
  const engine = [engineText(facts), status?.provider].filter(Boolean).join(', ');
  const actions: Action[] = [
    ...where(problem !== undefined, { icon: 'warning', label: problem ?? '', run: () => problems.offer() }),
    ...problems.remedies.map(([label, run]) => ({ icon: 'arrow-right', label, run })),
    heading(`Suggestions: ${suggestionsText(facts)}`),
    ...where(
      silence !== 'off',
      snoozedUntil === undefined
        ? command('bell-slash', 'Snooze Suggestions…', commandIds.snoozeSuggestions)
        : command('bell', 'Resume Suggestions', commandIds.snoozeSuggestions),
    ),
    ...where(
      silence !== 'off' && isProse,
      silence === 'offInFile'
        ? command('check', 'Turn On Suggestions in This File', commandIds.toggleSuggestionsInFile)
        : command('circle-slash', 'Turn Off Suggestions in This File', commandIds.toggleSuggestionsInFile),
    ),
    silence === 'off'
      ? command('check', 'Turn On Suggestions', commandIds.toggleSuggestions)
      : command('circle-slash', 'Turn Off Suggestions Everywhere', commandIds.toggleSuggestions),
    { icon: 'settings', label: `Confidence: ${confidenceIn()}…`, run: () => chooseConfidence() },
    ...where(
      isProse,
      heading('Words'),
      command('whole-word', 'Choose a Word', commandIds.chooseWord),
      command('replace', 'Replace Word', commandIds.replaceWord),
      command('symbol-text', 'Fill Blanks', commandIds.fillBlanks),
    ),
    heading('Texts'),
    command('tag', 'Classify…', commandIds.classify),
    command('edit', 'Label Sentences…', commandIds.labelSentences),
    command('mortar-board', 'Train Classifier…', commandIds.trainClassifier),
    ...where(language !== undefined, command('eye', 'Inspect Attention', commandIds.inspectAttention)),
    heading('Models and settings'),
    command('package', 'Show Models', commandIds.showModels, model),
    command('gear', 'Open Settings', 'workbench.action.openSettings', undefined, `@ext:${extensionId}`),
    command('book', 'Open Practice Page', commandIds.openPracticePage),
    heading(`Trouble: engine ${engine}`),
    { icon: 'output', label: 'Show Log', run: () => log.show() },
    command('debug-restart', 'Restart Engine', commandIds.restartEngine),
    command('globe', 'Show Network Requests', commandIds.showNetworkRequests, 'only model downloads you start'),
  ];
  const chosen = await pick(actions, { title: 'DeBERTa', placeHolder: 'Select an action', matchOnDescription: true });
  await chosen?.run?.();
}

async function chooseConfidence(): Promise<void> {
  const now = confidenceIn();
  const items = confidences.map((confidence) => ({
    confidence,
    label: confidenceTexts[confidence],
    description: confidence === now ? 'current' : undefined,
  }));
  const chosen = await pick(items, { title: 'How confident must the model be to suggest a word?' });
  if (chosen !== undefined) await setConfidence(chosen.confidence);
}
