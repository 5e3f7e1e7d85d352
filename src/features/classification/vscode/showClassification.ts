import * as vscode from 'vscode';
import { showBriefly } from '../../../editor/ui/notifications';
import { pick, type PickItem } from '../../../editor/ui/picks';
import { plain, plainText } from '../../../base/plainText';
import type { LabelScore } from '../core/classifyOne';
import { roughGuess } from '../core/roughGuess';
import type { ClassificationMethod } from '../../../protocol/predictions';
import { betterWays } from './betterLabels';

const titleLength = 60;

/** A label with its score, or what to do where labels are a rough guess. */
interface ScoreItem extends PickItem {
  readonly score?: LabelScore;
  readonly command?: string;
}

/** Shows scores as a list, best first. Choosing one copies its label; the button copies all as tab-separated lines. */
export async function showClassification(
  text: string,
  labels: readonly LabelScore[],
  method: ClassificationMethod,
): Promise<void> {
  const scores: ScoreItem[] = labels.map((score) => ({ score, label: score.label, description: percent(score.score) }));
  const all = labels.map(({ label, score }) => `${label}\t${score}`).join('\n');
  const chosen = await pick([...scores, ...guessItems(method)], {
    title: plainText(text, titleLength),
    placeHolder: 'Scores, best first. Choose one to copy its label.',
    button: { icon: 'copy', tooltip: 'Copy all scores', run: () => copy(all) },
  });
  if (chosen?.score !== undefined) await copy(chosen.score.label);
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function guessItems(method: ClassificationMethod): ScoreItem[] {
  const guess = roughGuess(method);
  if (guess === undefined) return [];
  return [{ label: guess, kind: vscode.QuickPickItemKind.Separator }, ...betterWays];
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  showBriefly(plain`Copied`, 'copy');
}

/** A probability in percent; a regression's raw value as it is. */
function percent(score: number): string {
  return score >= 0 && score <= 1 ? `${(100 * score).toFixed(1)} %` : score.toPrecision(4);
}
