import * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import { setViewTexts } from '../../../editor/ui/items';
import { whileBusy } from '../../../editor/ui/notifications';
import { ask, pick, type PickItem } from '../../../editor/ui/picks';
import { ResultTree, type ResultNode, type ResultOrder } from '../core/resultTree';
import { roughGuess } from '../core/roughGuess';
import { contextKeys, viewIds } from '../../../editor/ids';
import type { ClassificationRun } from './classificationRun';
import { resultItem, scoresTooltip } from './resultItems';

/** While results come in, the view is redrawn no more often than this, in milliseconds. */
const refreshInterval = 250;

/** “Classification”: the results of the last run, with what can be done about them. */
export class ResultsView implements vscode.TreeDataProvider<ResultNode>, vscode.Disposable {
  readonly tree: ResultTree;
  readonly #view: vscode.TreeView<ResultNode>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #showing = new Throttle(refreshInterval, () => this.#show());

  constructor(private readonly run: ClassificationRun) {
    this.tree = new ResultTree(run.store);
    this.#view = vscode.window.createTreeView(viewIds.results, { treeDataProvider: this, showCollapseAll: true });
    run.onDidChange(() => this.#showing.call());
  }

  getChildren(node?: ResultNode): ResultNode[] {
    return this.tree.children(node);
  }

  getTreeItem(node: ResultNode): vscode.TreeItem {
    return resultItem(node, this.run.store.table);
  }

  /** Tooltips are written when the pointer rests: a list has hundreds of lines, and is redrawn again and again. */
  resolveTreeItem(item: vscode.TreeItem, node: ResultNode): vscode.TreeItem {
    const { table } = this.run.store;
    if (node.kind === 'text' && table !== undefined) item.tooltip = scoresTooltip(node.text, table);
    return item;
  }

  /** Lists more of a file's texts, or of the files. */
  showMore(of: string): void {
    this.tree.showMore(of);
    this.#show();
  }

  /** Shows that something is going on, in the view, until it is over. */
  async whileBusy(task: () => Promise<void>): Promise<void> {
    await whileBusy(viewIds.results, task);
  }

  /** Brings the view to the front. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.results}.focus`);
  }

  /** Shows only texts with this label; all of them without one. */
  filterLabel(label: string | undefined): void {
    this.tree.filter = { ...this.tree.filter, label: label === this.tree.filter.label ? undefined : label };
    this.#show();
  }

  /** Asks for a part of the texts to show. */
  async filterText(): Promise<void> {
    const text = await ask({
      title: 'Show only texts that contain',
      value: this.tree.filter.text,
      placeHolder: 'any text; leave empty to show all',
    });
    if (text === undefined) return;
    this.tree.filter = { ...this.tree.filter, text: text === '' ? undefined : text };
    this.#show();
  }

  clearFilter(): void {
    this.tree.reset();
    this.#show();
  }

  async chooseOrder(): Promise<void> {
    const items: (PickItem & { readonly order: ResultOrder })[] = [
      { label: 'By position', order: 'position' },
      { label: 'Most confident first', order: 'surest' },
      { label: 'Least confident first', order: 'leastSure' },
    ];
    const chosen = await pick(items, { title: 'Sort results' });
    if (chosen === undefined) return;
    this.tree.order = chosen.order;
    this.#show();
  }

  dispose(): void {
    this.#showing.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #show(): void {
    const { filter } = this.tree;
    const filters = [filter.label, filter.text && `“${filter.text}”`].filter(
      (part) => part !== undefined && part !== '',
    );
    const shown = this.tree.isFiltered ? `Showing ${this.tree.shown.toLocaleString()}: ${filters.join(', ')}` : '';
    const { table } = this.run.store;
    const facts = [this.run.message, shown].filter((part) => part !== '').join(' · ');
    const message = [facts, (table && roughGuess(table.method)) ?? ''].filter((part) => part !== '').join(' · ');
    setViewTexts(this.#view, message, this.run.current?.labels.name);
    const context = (key: string, value: unknown) => void vscode.commands.executeCommand('setContext', key, value);
    context(contextKeys.runState, this.run.state);
    context(contextKeys.hasResults, table !== undefined);
    context(contextKeys.isFiltered, this.tree.isFiltered);
    this.#changed.fire();
  }
}
