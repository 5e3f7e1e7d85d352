import type { DocumentUnit, UnitKind } from '../../prose/documentUnits';
import type { FileName, FileStore } from '../../results/fileStore';
import { runMessage } from '../../results/runMessage';
import type { ProseDocuments } from '../proseDocuments';
import { unitsOf, type LocatedUnit, type Source } from '../sources';
import { Run, type RunControl } from './run';

/** Documents, or parts of them, and how they are taken apart. */
export interface DocumentRequest {
  readonly sources: readonly Source[];
  readonly kind: UnitKind;
}

/** A run over the units of documents, which fills a store and keeps it when it is canceled. */
export class DocumentRun<R extends DocumentRequest, T extends DocumentUnit> extends Run<R> {
  #begun = 0;
  #texts = 0;

  constructor(
    protected readonly prose: ProseDocuments,
    readonly store: FileStore<T>,
  ) {
    super();
  }

  /** What the run is doing or has done, in a sentence; empty before the first. `verb` is as in “Classifying”. */
  messageOf(verb: string): string {
    if (this.current === undefined) return '';
    const { state, canceled, store } = this;
    const unit = this.current.kind === 'whole' ? 'text' : this.current.kind;
    const { skipped, dropped } = store;
    const [texts, begun, files] = [this.#texts, this.#begun, this.current.sources.length];
    return runMessage(verb, unit, { state, canceled, texts, begun, files, skipped: skipped.length, dropped });
  }

  /** As `perform`, with the units of the request's documents. Results before are forgotten. */
  protected async performOnUnits(
    request: R,
    work: (units: AsyncGenerator<LocatedUnit>, control: RunControl) => Promise<void>,
  ): Promise<void> {
    this.cancel();
    this.store.clear();
    this.#begun = this.#texts = 0;
    await this.perform(request, (control) => work(this.#units(request, control), control));
  }

  /** Counts units as done. */
  protected done(units: number): void {
    this.#texts += units;
    this.changed();
  }

  /** Puts a document's results in the place of those that it had. */
  replace(uri: string, texts: readonly T[]): void {
    this.store.replace(uri, texts);
    this.changed();
  }

  override clear(): void {
    this.store.clear();
    super.clear();
  }

  #units({ sources, kind }: R, { signal, beforeNext }: RunControl): AsyncGenerator<LocatedUnit> {
    return unitsOf(this.prose, sources, kind, {
      beforeNext,
      began: (source) => {
        this.#begun++;
        this.store.begin(fileOf(source));
      },
      skipped: ({ name }, why) => {
        if (!signal.aborted) this.store.skip({ name, why });
      },
    });
  }
}

export function fileOf({ uri, name }: Source): FileName {
  return { uri: uri.toString(), name };
}
