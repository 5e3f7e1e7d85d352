import * as vscode from 'vscode';
import { plain, type PlainText } from '../../../base/plainText';
import { commandIds } from '../../../editor/ids';
import { StatusBarItem } from '../../../editor/ui/items';
import { showInformation } from '../../../editor/ui/notifications';
import { runCount, type TrainingViewState } from '../core/trainingView';

/** The status bar while a classifier is trained: how far it is; a click shows its panel. */
export class TrainingStatus implements vscode.Disposable {
  readonly #item = new StatusBarItem('deberta.training', 99, 'DeBERTa training', commandIds.showTraining);
  #phase: TrainingViewState['phase'] = 'setup';

  /** Shows a state; where the panel is out of sight, a notification says that it has ended. */
  show({ phase, choice, runs, installed, message }: TrainingViewState, tells: boolean): void {
    const run = runs.at(-1);
    const count = runCount(choice);
    const done = runs.reduce((sum, { step, steps }) => sum + (steps === 0 ? 0 : step / steps), 0);
    const percent = Math.floor((100 * done) / count);
    const icon = phase === 'paused' ? 'debug-pause' : 'mortar-board';
    const runText = count > 1 ? `run ${runs.length} of ${count}, ` : '';
    const progress = run === undefined ? '' : `: ${runText}step ${run.step} of ${run.steps}`;
    const tooltip = `Training ${choice.name}${phase === 'paused' ? ' (paused)' : ''}${progress}`;
    const text = `${percent} %`;
    if (phase === 'running' || phase === 'paused') {
      this.#item.show({ icon, text, tooltip, spoken: `${tooltip}, ${text}` });
    } else this.#item.hide();
    const before = this.#phase;
    this.#phase = phase;
    if (!tells || before === phase || before === 'setup') return;
    if (phase === 'done' && installed !== undefined) void notify(plain`“${choice.name}” is ready.`, 'Show Report');
    if (phase === 'stopped' && message !== undefined) void notify(message, 'Show Training');
  }

  dispose(): void {
    this.#item.dispose();
  }
}

async function notify(message: PlainText, action: string): Promise<void> {
  const chosen = await showInformation(message, action);
  if (chosen !== undefined) await vscode.commands.executeCommand(commandIds.showTraining);
}
