import type * as vscode from 'vscode';
import type { ResultList } from '../../results/resultList';
import type { RunState } from '../../results/runMessage';
import type { ExplanationQuestion } from '../explainAnswer';

/** A format in which results are exported: what a person calls it, and its files' extension. */
export interface ExportFormat {
  readonly title: string;
  readonly extension: string;
}

/** What is exported: the results that are listed. */
export interface ResultsExport {
  /** Of the file that is offered, without extension. */
  readonly name: string;
  /** By key; the first is taken for a file with another extension. */
  readonly formats: Readonly<Record<string, ExportFormat>>;
  /** Text in pieces, so that it need not be in memory as a whole. */
  readonly pieces: (format: string) => Iterable<string>;
}

/** The run whose results are shown. */
interface ShownRun {
  readonly state: RunState;
  /** What it is doing or has done, in a sentence; empty before the first. */
  readonly message: string;
  readonly onDidChange: vscode.Event<void>;
  pause(): void;
  resume(): void;
  cancel(): void;
  clear(): void;
}

/** The results of one command, as the view shows them: lines `N` as a tree. */
export interface ShownResults<N> {
  /** Key of its command, for the menus' `when` clauses. */
  readonly kind: string;
  /** As the view's title. */
  readonly title: string;
  /** Beside the title; what was asked for. */
  readonly description: string | undefined;
  /** What a reader has to know of all results; below the message. */
  readonly note?: string;
  readonly run: ShownRun;
  readonly list: ResultList<string, N>;
  readonly orders: readonly { readonly label: string; readonly order: string }[];
  readonly hasResults: boolean;
  readonly exported: ResultsExport;
  item(node: N): vscode.TreeItem;
  /** Written when the pointer rests: a list has hundreds of lines, and is redrawn again and again. */
  tooltip?(node: N): vscode.MarkdownString | undefined;
  /** Which answer of a line can be explained. */
  why?(node: N): ExplanationQuestion | undefined;
  /** Turns the marks in the text on or off. */
  toggleHighlights?(): Promise<void>;
}

/** A line of the view, as menus give it to commands. */
export interface ResultLine<N = unknown> {
  readonly of: ShownResults<N>;
  readonly node: N;
}
