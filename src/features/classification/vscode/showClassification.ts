import * as vscode from 'vscode';
import { showBriefly } from '../../../editor/ui/notifications';
import { pick, type PickItem } from '../../../editor/ui/picks';
import { plain, plainText } from '../../../base/plainText';
import type { LabelScore } from '../core/classifyUnits';
import { whyButton, type ExplanationQuestion } from '../../../editor/explainAnswer';
import { roughGuess } from '../core/roughGuess';
import type { ClassificationMethod } from '../../../protocol/predictions';
import { commandIds } from '../../../editor/ids';

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
  why: (label: string) => ExplanationQuestion,
): Promise<void> {
  const scores: ScoreItem[] = labels.map((score) => ({ score, label: score.label, description: percent(score.score) }));
  const all = labels.map(({ label, score }) => `${label}\t${score}`).join('\n');
  const chosen = await pick([...scores, ...guessItems(method)], {
    title: plainText(text, titleLength),
    placeHolder: 'Scores, best first. Choose one to copy its label.',
    button: { icon: 'copy', tooltip: 'Copy all scores', run: () => copy(all) },
    rowButton: whyButton(({ score }) => score && why(score.label)),
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

/** What to do where labels are only a rough guess. */
const betterWays = [
  {
    icon: 'tag',
    label: 'Label a few sentences to train a classifier…',
    detail: 'Twenty sentences per label and a minute of training beat any guess.',
    command: commandIds.labelSentences,
  },
  {
    icon: 'package',
    label: 'Get a model trained for this (NLI)…',
    detail: 'Models trained for natural language inference compare any labels. Opens the Models view.',
    command: commandIds.showModels,
  },
] as const;

/** Lets the user choose a way to better labels, and starts it. */
export async function getBetterLabels(): Promise<void> {
  const placeHolder = roughGuess('cloze');
  const chosen = await pick(betterWays, { title: 'Get Better Labels', placeHolder });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
