import * as vscode from 'vscode';
import type { LabelScore } from '../../features/classification/classifyOne';

const titleLength = 60;

/** Shows scores as a list, best first. Choosing one copies its label; the button copies all as tab-separated lines. */
export function showClassification(text: string, labels: readonly LabelScore[]): void {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly score: LabelScore }>();
  pick.title = text.length > titleLength ? `${text.slice(0, titleLength)}…` : text;
  pick.placeholder = 'Scores, best first. Choose one to copy its label.';
  pick.items = labels.map((score) => ({ score, label: score.label, description: percent(score.score) }));
  const copyAll = { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy all scores' };
  pick.buttons = [copyAll];
  pick.onDidTriggerButton(() => copy(pick, labels.map(({ label, score }) => `${label}\t${score}`).join('\n')));
  pick.onDidAccept(() => copy(pick, pick.selectedItems[0]?.score.label ?? ''));
  pick.onDidHide(() => pick.dispose());
  pick.show();
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
