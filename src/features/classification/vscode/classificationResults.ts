import type * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import type { ShownResults } from '../../../editor/results/shownResults';
import { tableFormats, type TableFormat } from '../../../results/tableFormats';
import { exportResults, type ResultRow } from '../core/exportResults';
import { ResultTree, type ResultNode, type ResultOrder } from '../core/resultTree';
import type { ClassifiedText } from '../core/resultStore';
import { roughGuess } from '../core/roughGuess';
import { ranked } from '../core/verdict';
import type { ClassificationRun } from './classificationRun';
import { toggleHighlights } from './classificationSettings';
import { resultItem, scoresTooltip } from './resultItems';

/** What the results view shows of a classification. */
export class ClassificationResults implements ShownResults<ResultNode> {
  readonly kind = 'classification';
  readonly title = 'Classification';
  readonly list: ResultTree;
  readonly orders: readonly { readonly label: string; readonly order: ResultOrder }[] = [
    { label: 'By position', order: 'position' },
    { label: 'Most confident first', order: 'surest' },
    { label: 'Least confident first', order: 'leastSure' },
  ];
  readonly exported = {
    name: 'classification',
    formats: tableFormats,
    pieces: (format: string) => this.#pieces(format as TableFormat),
  };
  readonly toggleHighlights = toggleHighlights;

  constructor(readonly run: ClassificationRun) {
    this.list = new ResultTree(run.store);
  }

  get description(): string | undefined {
    return this.run.current?.labels.name;
  }

  get note(): string | undefined {
    const { table } = this.run.store;
    return table && roughGuess(table.method);
  }

  get hasResults(): boolean {
    return this.run.store.table !== undefined;
  }

  item(node: ResultNode): vscode.TreeItem {
    return resultItem(node, this.run.store.table);
  }

  tooltip(node: ResultNode): vscode.MarkdownString | undefined {
    const { table } = this.run.store;
    return node.kind === 'text' && table !== undefined ? scoresTooltip(node.text, table) : undefined;
  }

  why(node: ResultNode): ExplanationQuestion | undefined {
    if (node.kind === 'text') return this.whyOf(node.file.uri, node.text);
    return node.kind === 'score' ? this.whyOf(node.file.uri, node.text, node.label) : undefined;
  }

  /** Why a text has a label: its best one, if none is given. */
  whyOf(uri: string, { text, start, scores }: ClassifiedText, label?: string): ExplanationQuestion | undefined {
    const { current, store } = this.run;
    if (current === undefined || store.table === undefined) return undefined;
    const { request, modelName } = current;
    const answer = label ?? store.table.labels[ranked(scores)[0]!];
    return {
      of: { kind: 'label', text, own: request.own, answer },
      ...{ model: request, modelName, document: uri, start },
    };
  }

  #pieces(format: TableFormat): Iterable<string> {
    const { table } = this.run.store;
    return table === undefined ? [] : exportResults(format, table, rows(this.list));
  }
}

function* rows(list: ResultTree): Generator<ResultRow> {
  for (const { file, text: classified } of list.texts()) {
    const { line, start, end, text, scores } = classified;
    yield { file: file.name, line, start, end, text, scores };
  }
}
