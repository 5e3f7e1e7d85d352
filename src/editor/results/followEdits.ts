import * as vscode from 'vscode';
import { documentUnits, type DocumentUnit, type MappedUnit } from '../../prose/documentUnits';
import type { TextRange } from '../../protocol/text';
import { KnownAnswers, type AnswerSource } from '../../results/knownAnswers';
import type { Problems } from '../problems';
import type { ProseDocuments } from '../proseDocuments';
import { rangeOf } from '../ranges';
import type { DocumentRequest, DocumentRun } from './documentRun';
import { resultEdits } from './resultEdits';

/** Milliseconds without typing or scrolling before visible units are asked about again. */
const pauseMilliseconds = 400;

/** A run whose results are kept with the text. */
export interface Followed<R extends DocumentRequest, T extends DocumentUnit> {
  readonly run: DocumentRun<R, T>;
  /** Whether changed units get new results, rather than only moved ones. */
  readonly isOn: () => boolean;
  readonly answersOf: (request: R, uri: string) => AnswerSource<MappedUnit, T>;
  /** Whether a unit gets a result at all; every one does where absent. */
  readonly isFor?: (unit: MappedUnit) => boolean;
  /** How a unit is read where its prose isn't what the model reads. */
  readonly adapt?: (unit: MappedUnit) => MappedUnit;
}

/**
 * Keeps a document's results with its text while it is edited: they move with it, and new or changed units get theirs
 * as soon as they are in sight, unless the run was canceled. What was asked once is not asked again.
 */
export class FollowEdits<R extends DocumentRequest, T extends DocumentUnit> implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Documents whose results have moved since they were shown. */
  readonly #moved = new Set<string>();
  #known: { readonly of: R; readonly byUri: Map<string, KnownAnswers<MappedUnit, T>> } | undefined;

  constructor(
    private readonly followed: Followed<R, T>,
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
    const { store } = this.followed.run;
    const uri = document.uri.toString();
    if (store.file(uri) === undefined || changes.length === 0) return;
    store.move(uri, resultEdits(changes));
    this.#moved.add(uri);
    this.#schedule(document);
  }

  #schedule(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (this.followed.run.store.file(uri) === undefined || (!this.#follows && !this.#moved.has(uri))) return;
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => void this.#update(document), pauseMilliseconds),
    );
  }

  get #follows(): boolean {
    const { canceled, state, current } = this.followed.run;
    return this.followed.isOn() && state === 'idle' && !canceled && current !== undefined && current.kind !== 'whole';
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    this.#timers.delete(uri);
    const { run } = this.followed;
    const { current } = run;
    const file = run.store.file(uri);
    const hasMoved = this.#moved.delete(uri);
    if (current === undefined || file === undefined || document.isClosed) return;
    if (!this.#follows) return run.replace(uri, file.texts);
    const { version } = document;
    try {
      const units: MappedUnit[] = [];
      for await (const unit of documentUnits(this.prose.read(document), current.kind, this.#rangeOf(uri)))
        if (this.followed.isFor?.(unit) !== false) units.push(this.followed.adapt?.(unit) ?? unit);
      const isWanted = (unit: DocumentUnit) => isVisible(document, unit);
      const { texts, asked } = await this.#answersOf(current, uri).complete(units, file.texts, isWanted);
      if (document.version !== version || run.current !== current) return this.#schedule(document);
      if (hasMoved || asked > 0 || !samePlaces(texts, file.texts)) run.replace(uri, texts);
    } catch (error) {
      this.problems.note(error);
    }
  }

  /** Answers are those of one run: another has other labels or another model. */
  #answersOf(run: R, uri: string): KnownAnswers<MappedUnit, T> {
    if (this.#known?.of !== run) this.#known = { of: run, byUri: new Map() };
    const { byUri } = this.#known;
    const answers = byUri.get(uri) ?? new KnownAnswers(this.followed.answersOf(run, uri));
    byUri.set(uri, answers);
    return answers;
  }

  /** Where a document's results are kept up to date: all of it, or from the first to the last if only a part is. */
  #rangeOf(uri: string): TextRange | undefined {
    const { current, store } = this.followed.run;
    const isPart = current?.sources.some((source) => source.uri.toString() === uri && source.range !== undefined);
    const texts = store.file(uri)?.texts ?? [];
    const [first, last] = [texts[0], texts.at(-1)];
    return isPart === true && first !== undefined && last !== undefined
      ? { start: first.start, end: last.end }
      : undefined;
  }
}

/** Whether results stand where others do, so that nothing has to be redrawn. */
function samePlaces(some: readonly DocumentUnit[], others: readonly DocumentUnit[]): boolean {
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
