import type * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { countsOf, countsText, noCounts, type SuggestionCounts } from '../core/suggestionCounts';

const key = 'suggestionCounts';
/** Changes are written together: a writer makes many. */
const writeAfterMilliseconds = 5000;

/** The counts of suggestions, in the extension's global state and nowhere else. */
export class CountsStore implements vscode.Disposable {
  #counts: SuggestionCounts;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly state: vscode.Memento) {
    this.#counts = countsOf(state.get(key));
  }

  get counts(): SuggestionCounts {
    return this.#counts;
  }

  add(what: 'shown' | 'accepted' | 'dismissed'): void {
    const since = this.#counts.since || new Date().toISOString().slice(0, 10);
    this.#counts = { ...this.#counts, since, [what]: this.#counts[what] + 1 };
    this.#timer ??= setTimeout(() => this.#write(), writeAfterMilliseconds);
  }

  /** Shows the counts and offers to delete them. */
  async show(): Promise<void> {
    const remove = 'Delete';
    const choice = await showInformation(countsText(this.#counts), ...(this.#counts.shown > 0 ? [remove] : []));
    if (choice === remove) this.delete();
  }

  /** Forgets all counts. */
  delete(): void {
    this.#counts = noCounts;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.state.update(key, undefined);
  }

  dispose(): void {
    if (this.#timer !== undefined) this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.state.update(key, this.#counts);
  }
}
