import { Run } from '../../../editor/results/run';
import { openDocument, type Source } from '../../../editor/sources';
import type { EngineApi } from '../../../protocol/engineApi';
import type { ResultEdit, SkippedFile } from '../../../results/fileStore';
import { ask, requireAskModels, type AskModels } from '../core/ask';
import { askMessage } from '../core/askMessage';
import type { AskedQuestion } from '../core/exportPlaces';
import { movedPlaces, placeOf, type FoundPlace } from '../core/foundPlaces';
import type { Findings } from '../core/placeList';
import type { SearchIndex } from './searchIndex';

/** A question, what is asked, and the models that answer. */
export interface AskRequest extends AskedQuestion {
  readonly sources: readonly Source[];
  readonly models: AskModels;
}

/** Looks for the answer to one question after the other. */
export class AskRun extends Run<AskRequest> {
  #places: readonly FoundPlace[] = [];
  #skipped: SkippedFile[] = [];
  #read = 0;
  /** Changes of documents since their passages were found. */
  #edits: { readonly uri: string; readonly edits: readonly ResultEdit[] }[] = [];

  constructor(
    private readonly engine: EngineApi,
    private readonly index: SearchIndex,
  ) {
    super();
  }

  get findings(): Findings {
    const { reader, reranker } = this.current?.models ?? {};
    return {
      places: this.#places,
      skipped: this.#skipped,
      hasModel: reader !== undefined || reranker !== undefined,
    };
  }

  /** What the run is doing or has done, in a sentence; empty before the first. */
  get message(): string {
    if (this.current === undefined) return '';
    const { state, canceled, current, findings } = this;
    return askMessage({ state, canceled, ...findings, read: this.#read, files: current.sources.length });
  }

  /** Resolves when the answers are there, or the run was canceled. */
  async start(request: AskRequest): Promise<void> {
    this.#forget();
    await this.perform(request, async (control) => {
      const { question, sources, models } = request;
      const { signal } = control;
      await requireAskModels(this.engine, models, signal);
      const skipped = ({ name }: Source, why: string) => {
        if (!signal.aborted) this.#skipped.push({ name, why });
      };
      const read = () => {
        if (signal.aborted) return;
        this.#read++;
        this.changed();
      };
      await this.index.update(sources, { ...control, read, skipped });
      // What was typed while files were read.
      const open = sources.filter(({ uri }) => openDocument(uri.toString()) !== undefined);
      await this.index.update(open, { ...control, read: () => undefined, skipped: () => undefined });
      this.#edits = [];
      const found = this.index.find(question, sources);
      for await (const results of ask(this.engine, question, found, models, control)) {
        if (signal.aborted) return;
        this.#places = this.#edits.reduce<readonly FoundPlace[]>(
          (places, { uri, edits }) => movedPlaces(places, uri, edits),
          results.map(placeOf),
        );
        this.changed();
      }
    });
  }

  /** Keeps places with a document's text. */
  edited(uri: string, edits: readonly ResultEdit[]): void {
    if (this.state !== 'idle') this.#edits.push({ uri, edits });
    if (!this.#places.some((place) => place.uri === uri)) return;
    this.#places = movedPlaces(this.#places, uri, edits);
    this.changed();
  }

  override clear(): void {
    this.#forget();
    super.clear();
  }

  #forget(): void {
    this.#places = [];
    this.#skipped = [];
    this.#read = 0;
  }
}
