import * as vscode from 'vscode';
import type { LabelScore } from '../../features/classification/classifyOne';
import { roughGuess } from '../../features/classification/roughGuess';
import type { ClassificationMethod } from '../../protocol/predictions';
import { betterWays } from './betterLabels';

const titleLength = 60;

/** A label with its score, or what to do where labels are a rough guess. */
interface ScoreItem extends vscode.QuickPickItem {
  readonly score?: LabelScore;
  readonly command?: string;
}

/** Shows scores as a list, best first. Choosing one copies its label; the button copies all as tab-separated lines. */
export function showClassification(text: string, labels: readonly LabelScore[], method: ClassificationMethod): void {
  const pick = vscode.window.createQuickPick<ScoreItem>();
  pick.title = text.length > titleLength ? `${text.slice(0, titleLength)}…` : text;
  pick.placeholder = 'Scores, best first. Choose one to copy its label.';
  const scores = labels.map((score) => ({ score, label: score.label, description: percent(score.score) }));
  pick.items = [...scores, ...guessItems(method)];
  const copyAll = { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy all scores' };
  pick.buttons = [copyAll];
  pick.onDidTriggerButton(() => copy(pick, labels.map(({ label, score }) => `${label}\t${score}`).join('\n')));
  pick.onDidAccept(() => {
    const { score, command } = pick.selectedItems[0] ?? {};
    if (score !== undefined) void copy(pick, score.label);
    if (command === undefined) return;
    pick.hide();
    void vscode.commands.executeCommand(command);
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
}

function guessItems(method: ClassificationMethod): ScoreItem[] {
  const guess = roughGuess(method);
  if (guess === undefined) return [];
  return [{ label: guess, kind: vscode.QuickPickItemKind.Separator }, ...betterWays];
}

async function copy(pick: vscode.QuickInput, text: string): Promise<void> {
  pick.hide();
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage('$(copy) Copied', 2000);
}

/** A probability in percent; a regression's raw value as it is. */
function percent(score: number): string {
  return score >= 0 && score <= 1 ? `${(100 * score).toFixed(1)} %` : score.toPrecision(4);
}
