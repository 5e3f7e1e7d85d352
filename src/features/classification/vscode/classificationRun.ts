import * as vscode from 'vscode';
import { classifyUnits, type ClassifyTexts } from '../core/classifyUnits';
import type { UnitKind } from '../../../prose/documentUnits';
import type { LabelSet } from '../core/labelSet';
import type { ClassifiedText, FileName, ResultStore } from '../core/resultStore';
import type { EngineApi } from '../../../protocol/engineApi';
import { Canceled } from '../../../protocol/errors';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { unitsOf, type Source } from '../../../editor/sources';

/** What is classified, and with what. */
export interface RunRequest {
  readonly sources: readonly Source[];
  readonly kind: UnitKind;
  readonly labels: LabelSet;
  /** Model, precision and labels for the engine. */
  readonly request: ClassifyTexts;
  readonly modelName: string;
}

export type RunState = 'idle' | 'running' | 'paused';

/** Classifies documents into the store, one run at a time. A run can be paused and canceled, and keeps its results. */
export class ClassificationRun implements vscode.Disposable {
  #state: RunState = 'idle';
  #controller: AbortController | undefined;
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;
  #current: RunRequest | undefined;
  #begun = 0;
  #texts = 0;
  #canceled = false;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly engine: EngineApi,
    private readonly prose: ProseDocuments,
    readonly store: ResultStore,
  ) {}

  get state(): RunState {
    return this.#state;
  }

  /** Whether the last run was canceled. */
  get canceled(): boolean {
    return this.#canceled;
  }

  /** The run that is going on or came last. */
  get current(): RunRequest | undefined {
    return this.#current;
  }

  /** What the run is doing or has done, in a sentence; empty before the first. */
  get message(): string {
    if (this.#current === undefined) return '';
    const files = this.#current.sources.length;
    const what = `${this.#current.kind === 'sentence' ? 'sentence' : 'text'}${this.#texts === 1 ? '' : 's'}`;
    const place = files > 1 ? ` in ${this.#begun.toLocaleString()} of ${files.toLocaleString()} files` : '';
    const done = `${this.#texts.toLocaleString()} ${what}${place}`;
    const ended = `${this.#canceled ? 'Canceled after ' : ''}${done}`;
    const head = { idle: ended, running: `Classifying: ${done}…`, paused: `Paused: ${done}` }[this.#state];
    const notes = [head];
    const skipped = this.store.skipped.length;
    if (skipped > 0) notes.push(`${skipped.toLocaleString()} ${skipped === 1 ? 'file' : 'files'} skipped`);
    if (this.store.dropped > 0) notes.push(`${this.store.dropped.toLocaleString()} only counted: the list is full`);
    return notes.join(' · ');
  }

  /** Cancels an earlier run. Resolves when everything is classified or the run is canceled; rejects when it fails. */
  async start(run: RunRequest): Promise<void> {
    this.cancel();
    const controller = (this.#controller = new AbortController());
    this.#begin(run);
    const { signal } = controller;
    try {
      const beforeNext = async () => {
        await this.#paused;
        signal.throwIfAborted();
      };
      const units = unitsOf(this.prose, run.sources, run.kind, {
        beforeNext,
        began: (source) => {
          this.#begun++;
          this.store.begin(fileOf(source));
        },
        skipped: ({ name }, why) => {
          if (!signal.aborted) this.store.skip({ name, why });
        },
      });
      for await (const { results, ...head } of classifyUnits(this.engine, run.request, units, { signal, beforeNext })) {
        if (signal.aborted) break;
        const table = { model: run.modelName, threshold: run.labels.threshold, ...head };
        for (const { unit, scores } of results) {
          this.store.add(table, fileOf(unit.source), unit, scores);
        }
        this.#texts += results.length;
        this.#changed.fire();
      }
    } catch (error) {
      if (!signal.aborted && !(error instanceof Canceled)) throw error;
    } finally {
      if (this.#controller === controller) this.#end(signal.aborted);
    }
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#set('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#release();
    this.#set('running');
  }

  /** Ends the run; results so far stay. */
  cancel(): void {
    if (this.#state === 'idle') return;
    this.#controller?.abort();
    this.#controller = undefined;
    this.#end(true);
  }

  /** Puts a document's results in the place of those that it had. */
  replace(uri: string, texts: readonly ClassifiedText[]): void {
    this.store.replace(uri, texts);
    this.#changed.fire();
  }

  /** Ends the run and forgets all results. */
  clear(): void {
    this.cancel();
    this.#current = undefined;
    this.store.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  #begin(run: RunRequest): void {
    this.store.clear();
    this.#current = run;
    this.#begun = this.#texts = 0;
    this.#canceled = false;
    this.#set('running');
  }

  #end(canceled: boolean): void {
    this.#release();
    this.#canceled = canceled;
    this.#set('idle');
  }

  #release(): void {
    this.#resume?.();
    this.#resume = this.#paused = undefined;
  }

  #set(state: RunState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

function fileOf({ uri, name }: Source): FileName {
  return { uri: uri.toString(), name };
}
