import * as vscode from 'vscode';
import { documentUnits, type DocumentUnit } from '../../../prose/documentUnits';
import { KnownAnswers } from '../core/knownAnswers';
import type { ClassifiedText } from '../core/resultStore';
import type { EngineApi } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import { classificationSettings } from './classificationSettings';
import type { ClassificationRun, RunRequest } from './classificationRun';

/** Milliseconds without typing or scrolling before visible sentences are classified again. */
const pauseMilliseconds = 400;

/**
 * Keeps a document's results with its text while it is edited: they move with it, and new or changed sentences are
 * classified as soon as they are in sight, unless the run was canceled. What was classified once is not asked for
 * again.
 */
export class FollowEdits implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Documents whose results have moved since they were shown. */
  readonly #moved = new Set<string>();
  #known: { readonly of: RunRequest; readonly answers: KnownAnswers } | undefined;

  constructor(
    private readonly engine: EngineApi,
    private readonly run: ClassificationRun,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
        this.#edited(document, contentChanges),
      ),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#schedule(textEditor.document)),
    ];
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #edited(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const { store } = this.run;
    const uri = document.uri.toString();
    if (store.file(uri) === undefined || changes.length === 0) return;
    const edits = changes.map(({ rangeOffset, rangeLength, text, range }) => ({
      ...{ start: rangeOffset, end: rangeOffset + rangeLength, length: text.length },
      lines: text.split('\n').length - 1 - (range.end.line - range.start.line),
    }));
    store.move(uri, edits);
    this.#moved.add(uri);
    this.#schedule(document);
  }

  #schedule(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (this.run.store.file(uri) === undefined || (!this.#follows && !this.#moved.has(uri))) return;
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => void this.#update(document), pauseMilliseconds),
    );
  }

  get #follows(): boolean {
    const { canceled, state, current } = this.run;
    return classificationSettings().followEdits && state === 'idle' && !canceled && current?.kind === 'sentence';
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    this.#timers.delete(uri);
    const { current } = this.run;
    const file = this.run.store.file(uri);
    const hasMoved = this.#moved.delete(uri);
    if (current === undefined || file === undefined || document.isClosed) return;
    if (!this.#follows) return this.run.replace(uri, file.texts);
    const { version } = document;
    try {
      const units: DocumentUnit[] = [];
      for await (const unit of documentUnits(this.prose.read(document), 'sentence', this.#rangeOf(uri)))
        units.push(unit);
      const isWanted = (unit: DocumentUnit) => isVisible(document, unit);
      const { texts, asked } = await this.#answersOf(current).complete(units, file.texts, isWanted);
      if (document.version !== version || this.run.current !== current) return this.#schedule(document);
      if (hasMoved || asked > 0 || !samePlaces(texts, file.texts)) this.run.replace(uri, texts);
    } catch (error) {
      this.problems.note(error);
    }
  }

  /** Answers are those of one run: another has other labels or another model. */
  #answersOf(run: RunRequest): KnownAnswers {
    if (this.#known?.of !== run) this.#known = { of: run, answers: new KnownAnswers(this.engine, run.request) };
    return this.#known.answers;
  }

  /** Where a document's results are kept up to date: all of it, or from the first to the last if only a part is. */
  #rangeOf(uri: string): TextRange | undefined {
    const { current, store } = this.run;
    const isPart = current?.sources.some((source) => source.uri.toString() === uri && source.range !== undefined);
    const texts = store.file(uri)?.texts ?? [];
    const [first, last] = [texts[0], texts.at(-1)];
    return isPart === true && first !== undefined && last !== undefined
      ? { start: first.start, end: last.end }
      : undefined;
  }
}

/** Whether results stand where others do, so that nothing has to be redrawn. */
function samePlaces(some: readonly ClassifiedText[], others: readonly ClassifiedText[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ start, end, text }, i) => {
      const other = others[i]!;
      return start === other.start && end === other.end && text === other.text;
    })
  );
}

function isVisible(document: vscode.TextDocument, unit: DocumentUnit): boolean {
  const range = rangeOf(document, unit);
  return vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .some(({ visibleRanges }) => visibleRanges.some((visible) => visible.intersection(range) !== undefined));
}
