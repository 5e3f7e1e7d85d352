import type * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import type { ShownResults } from '../../../editor/results/shownResults';
import { tableFormats, type TableFormat } from '../../../results/tableFormats';
import { CheckTree, passagesOfVerdict, type CheckNode, type CheckOrder, type JudgedText } from '../core/checkTree';
import { quotes } from '../core/checkUnits';
import { exportChecks, type CheckRow } from '../core/exportChecks';
import { labelsNote } from '../core/verdict';
import { checkItem, verdictTooltip } from './checkItems';
import type { CheckRun } from './checkRun';
import { toggleHighlights } from './checkSettings';

/** What the results view shows of a check. */
export class CheckResults implements ShownResults<CheckNode> {
  readonly kind = 'checking';
  readonly title = 'Source Check';
  readonly list: CheckTree;
  readonly orders: readonly { readonly label: string; readonly order: CheckOrder }[] = [
    { label: 'By position', order: 'position' },
    { label: 'Contradicted and surest first', order: 'contradictedFirst' },
  ];
  readonly exported = {
    name: 'source-check',
    formats: tableFormats,
    pieces: (format: string) => this.#pieces(format as TableFormat),
  };
  readonly toggleHighlights = toggleHighlights;

  constructor(readonly run: CheckRun) {
    this.list = new CheckTree(run.store);
  }

  get description(): string | undefined {
    const { current } = this.run;
    return current && `against ${current.source.name}`;
  }

  get note(): string | undefined {
    const { current } = this.run;
    return current && labelsNote(current.labels, current.modelName);
  }

  get hasResults(): boolean {
    return this.run.store.total > 0;
  }

  item(node: CheckNode): vscode.TreeItem {
    return checkItem(node);
  }

  tooltip(node: CheckNode): vscode.MarkdownString | undefined {
    return node.kind === 'sentence' ? verdictTooltip(node.sentence) : undefined;
  }

  why(node: CheckNode): ExplanationQuestion | undefined {
    return node.kind === 'sentence' ? this.whyOf(node.file.uri, node.sentence) : undefined;
  }

  /** Why the passage that decides supports or contradicts a sentence; a quotation was not asked about. */
  whyOf(uri: string, { text: sentence, judgment }: JudgedText): ExplanationQuestion | undefined {
    const { current } = this.run;
    const [decided] = passagesOfVerdict(judgment);
    if (current === undefined || decided === undefined) return undefined;
    const { passage } = decided.evidence;
    if (quotes(passage.text, sentence.text)) return undefined;
    const { model, modelName, labels, labelNames } = current;
    const label = decided.says === 'contradicted' ? labels.contradicted : labels.supported;
    return {
      of: { kind: 'label', text: passage.text, textPair: sentence.text, answer: labelNames[label!] },
      ...{ model, modelName, document: uri },
    };
  }

  #pieces(format: TableFormat): Iterable<string> {
    const { current, store } = this.run;
    if (current === undefined) return [];
    const table = { model: current.modelName, source: current.source.name, thresholds: store.thresholds };
    return exportChecks(format, table, rows(this.list));
  }
}

function* rows(list: CheckTree): Generator<CheckRow> {
  for (const { file, text } of list.texts()) yield { ...text, file: file.name };
}
