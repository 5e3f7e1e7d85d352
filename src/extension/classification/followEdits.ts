import * as vscode from 'vscode';
import { Lru } from '../../base/lru';
import { classifyUnits } from '../../features/classification/classifyUnits';
import { documentUnits, type DocumentUnit } from '../../features/classification/documentUnits';
import type { ClassifiedText } from '../../features/classification/resultStore';
import { shiftResults } from '../../features/classification/shiftResults';
import type { EngineApi } from '../../protocol/engineApi';
import type { Problems } from '../problems';
import type { Settings } from '../settings';
import type { ClassificationRun } from './classificationRun';

/** After so long without typing or scrolling, in milliseconds, sentences in sight are classified again. */
const pauseMilliseconds = 400;

type Answer = Pick<ClassifiedText, 'scores' | 'truncated'>;

/**
 * Keeps a document's results with its text while it is edited: they move with it, and new or changed sentences are
 * classified as soon as they are in sight. What was classified once is not asked for again.
 */
export class FollowEdits implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #answers = new Lru<string, Answer>(20_000);
  #run: unknown;

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly run: ClassificationRun,
    private readonly problems: Problems,
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
    const file = store.file(uri);
    if (file === undefined || changes.length === 0) return;
    for (const { text, scores, truncated } of file.texts) this.#answers.set(text, { scores, truncated });
    const edits = changes.map(({ rangeOffset, rangeLength, text, range }) => ({
      ...{ start: rangeOffset, end: rangeOffset + rangeLength, length: text.length },
      lines: text.split('\n').length - 1 - (range.end.line - range.start.line),
    }));
    store.replace(uri, shiftResults(file.texts, edits));
    this.#schedule(document);
  }

  #schedule(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const { state, current, store } = this.run;
    const follows = this.settings.classification.followEdits && state === 'idle' && current?.kind === 'sentence';
    if (!follows || store.file(uri) === undefined) return;
    if (this.#run !== current) this.#answers = new Lru(20_000);
    this.#run = current;
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => void this.#update(document), pauseMilliseconds),
    );
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    this.#timers.delete(uri);
    const { current } = this.run;
    const file = this.run.store.file(uri);
    if (current === undefined || file === undefined || document.isClosed) return;
    const { version } = document;
    const isWhole = current.sources.find((source) => source.uri.toString() === uri)?.range === undefined;
    const [first, last] = [file.texts[0], file.texts.at(-1)];
    const range =
      isWhole || first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
    for (const { text, scores, truncated } of file.texts) this.#answers.set(text, { scores, truncated });
    try {
      const units = await documentUnits(document.getText(), document.languageId, 'sentence', range);
      const missing = units.filter((unit) => this.#answers.get(unit.text) === undefined && isVisible(document, unit));
      for await (const { results } of classifyUnits(this.engine, current.request, missing)) {
        for (const { unit, scores } of results) this.#answers.set(unit.text, scores);
      }
      if (document.version !== version || this.run.current !== current) return this.#schedule(document);
      const texts = units.flatMap((unit): ClassifiedText[] => {
        const answer = this.#answers.get(unit.text);
        return answer === undefined ? [] : [{ ...unit, scores: answer.scores, truncated: answer.truncated }];
      });
      this.run.replace(uri, texts);
    } catch (error) {
      this.problems.note(error);
    }
  }
}

function isVisible(document: vscode.TextDocument, { start, end }: DocumentUnit): boolean {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  return vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .some(({ visibleRanges }) => visibleRanges.some((visible) => visible.intersection(range) !== undefined));
}
