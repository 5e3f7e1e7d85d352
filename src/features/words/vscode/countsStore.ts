import type * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import { showInformation } from '../../../editor/ui/notifications';
import { countsOf, countsText, noCounts, type SuggestionCounts } from '../core/suggestionCounts';

const key = 'suggestionCounts';
/** Changes are written together: a writer makes many. */
const writeAfterMilliseconds = 5000;

/** The counts of suggestions, in the extension's global state and nowhere else. */
export class CountsStore implements vscode.Disposable {
  #counts: SuggestionCounts;
  readonly #writing = new Throttle(writeAfterMilliseconds, () => void this.state.update(key, this.#counts));

  constructor(private readonly state: vscode.Memento) {
    this.#counts = countsOf(state.get(key));
  }

  get counts(): SuggestionCounts {
    return this.#counts;
  }

  add(what: 'shown' | 'accepted' | 'dismissed'): void {
    const since = this.#counts.since || new Date().toISOString().slice(0, 10);
    this.#counts = { ...this.#counts, since, [what]: this.#counts[what] + 1 };
    this.#writing.call();
  }

  /** Shows the counts and offers to delete them. */
  async show(): Promise<void> {
    const remove = 'Delete';
    const choice = await showInformation(countsText(this.#counts), ...(this.#counts.shown > 0 ? [remove] : []));
    if (choice === remove) this.delete();
  }

  delete(): void {
    this.#counts = noCounts;
    this.#writing.dispose();
    void this.state.update(key, undefined);
  }

  dispose(): void {
    this.#writing.flush();
  }
}
