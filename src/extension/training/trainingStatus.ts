import * as vscode from 'vscode';
import { runCount, type TrainingViewState } from '../../protocol/trainingView';
import { commandIds } from '../ids';

/** The status bar while a classifier is trained: how far it is; a click shows its panel. */
export class TrainingStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('deberta.training', vscode.StatusBarAlignment.Right, 99);
  #phase: TrainingViewState['phase'] = 'setup';

  constructor() {
    this.#item.name = 'DeBERTa training';
    this.#item.command = commandIds.showTraining;
  }

  /** Shows a state; where the panel is out of sight, the end is told in a notification. */
  show({ phase, choice, runs, installed, message }: TrainingViewState, tells: boolean): void {
    const run = runs.at(-1);
    const count = runCount(choice);
    const done = runs.reduce((sum, { step, steps }) => sum + (steps === 0 ? 0 : step / steps), 0);
    const percent = Math.floor((100 * done) / count);
    const icon = phase === 'paused' ? 'debug-pause' : 'mortar-board';
    this.#item.text = `$(${icon}) ${percent} %`;
    const of = count > 1 ? `run ${runs.length} of ${count}, ` : '';
    const at = run === undefined ? '' : `: ${of}step ${run.step} of ${run.steps}`;
    this.#item.tooltip = `Training ${choice.name}${phase === 'paused' ? ' (paused)' : ''}${at}`;
    this.#item.accessibilityInformation = { label: `${this.#item.tooltip}, ${percent} %`, role: 'button' };
    if (phase === 'running' || phase === 'paused') this.#item.show();
    else this.#item.hide();
    const before = this.#phase;
    this.#phase = phase;
    if (!tells || before === phase || before === 'setup') return;
    if (phase === 'done' && installed !== undefined) void tell(`“${choice.name}” is ready.`, 'Show Report');
    if (phase === 'stopped' && message !== undefined) void tell(message, 'Show Training');
  }

  dispose(): void {
    this.#item.dispose();
  }
}

async function tell(message: string, action: string): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(message, action);
  if (chosen !== undefined) await vscode.commands.executeCommand(commandIds.showTraining);
}
