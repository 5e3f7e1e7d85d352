import * as vscode from 'vscode';
import { Lru } from '../../base/lru';
import { classifyUnits } from '../../features/classification/classifyUnits';
import { documentUnits, type DocumentUnit } from '../../features/classification/documentUnits';
import type { ClassifiedText } from '../../features/classification/resultStore';
import { shiftResults } from '../../features/classification/shiftResults';
import type { EngineApi } from '../../protocol/engineApi';
import type { TextRange } from '../../protocol/text';
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
  /** Documents whose results have moved since they were shown. */
  readonly #moved = new Set<string>();
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
    this.#moved.add(uri);
    this.#schedule(document);
  }

  #schedule(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const { current, store } = this.run;
    if (store.file(uri) === undefined || (!this.#follows && !this.#moved.has(uri))) return;
    if (this.#run !== current) this.#answers = new Lru(20_000);
    this.#run = current;
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => void this.#update(document), pauseMilliseconds),
    );
  }

  get #follows(): boolean {
    const { state, current } = this.run;
    return this.settings.classification.followEdits && state === 'idle' && current?.kind === 'sentence';
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
      const units = await documentUnits(document.getText(), document.languageId, 'sentence', this.#rangeOf(uri));
      // A file's own results come first: it may have more sentences than are kept for later.
      const known = new Map<string, Answer>(file.texts.map((text) => [text.text, text]));
      const answerTo = (text: string) => known.get(text) ?? this.#answers.get(text);
      const missing = units
        .filter(({ text }) => answerTo(text) === undefined)
        .filter((unit) => isVisible(document, unit));
      for await (const { results } of classifyUnits(this.engine, current.request, missing)) {
        for (const { unit, scores } of results) this.#answers.set(unit.text, scores);
      }
      if (document.version !== version || this.run.current !== current) return this.#schedule(document);
      const texts = units.flatMap((unit): ClassifiedText[] => {
        const answer = answerTo(unit.text);
        return answer === undefined ? [] : [{ ...unit, scores: answer.scores, truncated: answer.truncated }];
      });
      if (hasMoved || missing.length > 0 || !samePlaces(texts, file.texts)) this.run.replace(uri, texts);
    } catch (error) {
      this.problems.note(error);
    }
  }

  /** Where a document's results are kept up: all of it, or from the first to the last where only a part was classified. */
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

/** Whether results stand where others do, so that nothing has to be drawn anew. */
function samePlaces(some: readonly ClassifiedText[], others: readonly ClassifiedText[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ start, end, text }, i) => {
      const other = others[i]!;
      return start === other.start && end === other.end && text === other.text;
    })
  );
}

function isVisible(document: vscode.TextDocument, { start, end }: DocumentUnit): boolean {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  return vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .some(({ visibleRanges }) => visibleRanges.some((visible) => visible.intersection(range) !== undefined));
}
