import * as vscode from 'vscode';
import { pick } from '../../../editor/ui/picks';
import { roughGuess } from '../core/roughGuess';
import { commandIds } from '../../../editor/ids';

/** What to do where labels are only a rough guess. */
export const betterWays = [
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
