import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { showBriefly } from '../../../editor/ui/notifications';
import { pick } from '../../../editor/ui/picks';

const key = 'filesWithoutSuggestions';
const minute = 60_000;
const choices = [5, 15, 60, 240];

/** Where and how long suggestions rest, beside the settings: a file, some minutes. */
export class Pauses implements vscode.Disposable {
  #until = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento) {}

  /** When a snooze ends, in milliseconds since 1970; undefined when there is none. */
  get snoozedUntil(): number | undefined {
    return Date.now() < this.#until ? this.#until : undefined;
  }

  isPausedIn(document: vscode.TextDocument): boolean {
    return this.snoozedUntil !== undefined || this.isOffIn(document);
  }

  /** Whether suggestions are turned off in this file. */
  isOffIn(document: vscode.TextDocument): boolean {
    return this.#files.includes(document.uri.toString());
  }

  /** Asks for how long, and lets suggestions rest; during a snooze, ends it. */
  async snooze(): Promise<void> {
    if (this.snoozedUntil !== undefined) return this.#rest(0);
    const items = choices.map((minutes) => ({
      label: minutes < 60 ? `${minutes} minutes` : minutes === 60 ? '1 hour' : `${minutes / 60} hours`,
      minutes,
    }));
    const chosen = await pick(items, { title: 'Snooze suggestions for…' });
    if (chosen !== undefined) this.#rest(chosen.minutes * minute);
  }

  /** Turns suggestions off or on in the active editor's file, remembered for this workspace. */
  async toggleFile(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    if (uri === undefined) return;
    const files = this.#files;
    const isOff = files.includes(uri);
    await this.state.update(key, isOff ? files.filter((file) => file !== uri) : [...files, uri]);
    showBriefly(plain`Suggestions are ${isOff ? 'on' : 'off'} in this file`);
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  get #files(): readonly string[] {
    const files = this.state.get<unknown>(key);
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  }

  #rest(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#until = Date.now() + milliseconds;
    if (milliseconds > 0) this.#timer = setTimeout(() => this.#changed.fire(), milliseconds + 50);
    this.#changed.fire();
  }
}
