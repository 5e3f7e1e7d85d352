import * as vscode from 'vscode';
import { Throttle } from '../../base/throttle';
import { plainText } from '../../base/plainText';
import { explainAnswer } from '../explainAnswer';
import { commandIds, contextKeys, viewIds } from '../ids';
import type { Problems } from '../problems';
import { revealPlace } from '../sources';
import { setViewTexts } from '../ui/items';
import { whileBusy } from '../ui/notifications';
import { ask, pick } from '../ui/picks';
import { copyResults, exportResults } from './exportResults';
import type { ResultLine, ShownResults } from './shownResults';

/** While results come in, the view is redrawn no more often than this, in milliseconds. */
const refreshInterval = 250;

/** Characters of what was asked for, above the results. */
const maxAsked = 80;

/** “Results”: what the command that ran last has found, with what can be done about it. */
export class ResultsView implements vscode.TreeDataProvider<ResultLine>, vscode.Disposable {
  readonly #view: vscode.TreeView<ResultLine>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #showing = new Throttle(refreshInterval, () => this.#show());
  readonly #disposables: vscode.Disposable[] = [];
  readonly #all: ShownResults<unknown>[] = [];
  #current: ShownResults<unknown> | undefined;

  constructor(private readonly problems: Problems) {
    this.#view = vscode.window.createTreeView(viewIds.results, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables.push(this.#view, this.#changed, this.#showing, ...this.#commands());
  }

  /** Makes results ones that can be shown. */
  add(results: ShownResults<unknown>): void {
    this.#all.push(results);
    this.#disposables.push(results.run.onDidChange(() => results === this.#current && this.#showing.call()));
  }

  /** Shows these results, unfiltered, and brings the view to the front. */
  async reveal(results: ShownResults<unknown>): Promise<void> {
    this.#current = results;
    results.list.reset();
    this.#show();
    await vscode.commands.executeCommand(`${viewIds.results}.focus`);
  }

  /** Shows that something is going on, in the view, until it is over. */
  async whileBusy(task: () => Promise<void>): Promise<void> {
    await whileBusy(viewIds.results, task);
  }

  getChildren(line?: ResultLine): ResultLine[] {
    const of = line?.of ?? this.#current;
    return of === undefined ? [] : of.list.children(line?.node).map((node) => ({ of, node }));
  }

  getTreeItem({ of, node }: ResultLine): vscode.TreeItem {
    const item = of.item(node);
    return of.why?.(node) === undefined ? item : { ...item, contextValue: `${item.contextValue ?? ''} explained` };
  }

  resolveTreeItem(item: vscode.TreeItem, { of, node }: ResultLine): vscode.TreeItem {
    item.tooltip = of.tooltip?.(node) ?? item.tooltip;
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #commands(): vscode.Disposable[] {
    /** A command about the results that are shown; a failure is reported, e.g. a full disk. */
    const shownCommand = <A>(id: string, run: (results: ShownResults<unknown>, argument?: A) => unknown) =>
      vscode.commands.registerCommand(id, async (argument?: A) => {
        try {
          return this.#current && (await run(this.#current, argument));
        } catch (error) {
          void this.problems.notify(error);
          return undefined;
        }
      });
    const changingCommand = <A>(id: string, change: (results: ShownResults<unknown>, argument?: A) => unknown) =>
      shownCommand<A>(id, async (results, argument) => {
        await change(results, argument);
        this.#show();
      });
    return [
      shownCommand(commandIds.pauseRun, ({ run }) => run.pause()),
      shownCommand(commandIds.resumeRun, ({ run }) => run.resume()),
      shownCommand(commandIds.cancelRun, ({ run }) => run.cancel()),
      shownCommand(commandIds.clearResults, ({ run }) => run.clear()),
      shownCommand<ResultLine>(commandIds.explainResult, (_results, line) => {
        const question = line?.of.why?.(line.node);
        return question && explainAnswer(question);
      }),
      shownCommand(commandIds.toggleHighlights, (results) => results.toggleHighlights?.()),
      shownCommand(
        commandIds.exportResults,
        ({ exported, hasResults }, to?: unknown) =>
          hasResults && exportResults(exported, to instanceof vscode.Uri ? to : undefined),
      ),
      // A menu gives its own arguments to commands.
      shownCommand(
        commandIds.copyResults,
        ({ exported, hasResults }, format?: unknown) =>
          hasResults && copyResults(exported, typeof format === 'string' ? format : undefined),
      ),
      changingCommand(commandIds.orderResults, (results) => chooseOrder(results)),
      changingCommand(commandIds.filterResults, (results) => filterText(results)),
      changingCommand(commandIds.filterResultsByLabel, ({ list }, label?: string) => {
        list.filter = { ...list.filter, label: label === list.filter.label ? undefined : label };
      }),
      changingCommand(commandIds.clearResultsFilter, ({ list }) => list.reset()),
      changingCommand(commandIds.showMoreResults, ({ list }, of?: string) => list.showMore(of ?? '')),
      vscode.commands.registerCommand(commandIds.showOtherResults, () => this.#showOther()),
      vscode.commands.registerCommand(commandIds.revealResult, (uri: string, start: number, end: number) =>
        revealPlace(uri, start, end),
      ),
    ];
  }

  /** Lets the user choose among the results of all commands. */
  async #showOther(): Promise<void> {
    const items = this.#all
      .filter(({ hasResults }) => hasResults)
      .map((results) => ({
        label: results.title,
        description: results.description,
        detail: results.run.message,
        results,
      }));
    const chosen = await pick(items, { title: 'Show which results?' });
    if (chosen !== undefined) await this.reveal(chosen.results);
  }

  #show(): void {
    const results = this.#current;
    if (results === undefined) return;
    const { list, note = '', title, description, run, hasResults, kind } = results;
    const { message } = run;
    const filters = [list.filter.label, list.filter.text && `“${list.filter.text}”`].filter(Boolean);
    const filtered = list.isFiltered ? `Showing ${list.shown.toLocaleString()}: ${filters.join(', ')}` : '';
    this.#view.title = title;
    // A panel with one view shows neither its title nor its description. A note leaves no room for them.
    const asked = description === undefined ? title : `${title}: ${plainText(description, maxAsked)}`;
    const texts = [message !== '' && note === '' ? asked : '', message, filtered, note];
    setViewTexts(this.#view, texts.filter((part) => part !== '').join(' · '), description);
    const context = (key: string, value: unknown) => void vscode.commands.executeCommand('setContext', key, value);
    context(contextKeys.runState, run.state);
    context(contextKeys.hasResults, hasResults);
    context(contextKeys.isFiltered, list.isFiltered);
    context(contextKeys.resultsKind, kind);
    this.#changed.fire();
  }
}

/** Asks for a part of the texts to show. */
async function filterText({ list }: ShownResults<unknown>): Promise<void> {
  const text = await ask({
    title: 'Show only texts that contain',
    value: list.filter.text,
    placeHolder: 'any text; leave empty to show all',
  });
  if (text !== undefined) list.filter = { ...list.filter, text: text === '' ? undefined : text };
}

async function chooseOrder({ list, orders }: ShownResults<unknown>): Promise<void> {
  const chosen = await pick(orders, { title: 'Sort results' });
  if (chosen !== undefined) list.order = chosen.order;
}
