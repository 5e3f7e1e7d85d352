import { DocumentRun, fileOf, type DocumentRequest } from '../../../editor/results/documentRun';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { EngineApi } from '../../../protocol/engineApi';
import { findInUnits, type FindEntities } from '../core/findEntities';
import { foundUnit, type EntityStore, type FoundUnit } from '../core/entityStore';

/** Where entities are looked for, and which. */
export interface EntityRequest extends DocumentRequest {
  /** What is looked for, in words. */
  readonly name: string;
  /** All labels that entities can have, for their colors. */
  readonly labels: readonly string[];
  readonly request: FindEntities;
  readonly modelName: string;
}

/** Finds the entities of documents, paragraph by paragraph. */
export class EntityRun extends DocumentRun<EntityRequest, FoundUnit> {
  constructor(
    private readonly engine: EngineApi,
    prose: ProseDocuments,
    override readonly store: EntityStore,
  ) {
    super(prose, store);
  }

  get message(): string {
    return this.messageOf('Reading');
  }

  /** What is shown of the results has changed. */
  refresh(): void {
    this.changed();
  }

  async start(run: EntityRequest): Promise<void> {
    await this.performOnUnits(run, async (units, { signal, beforeNext }) => {
      for await (const batch of findInUnits(this.engine, run.request, units, { signal, beforeNext })) {
        if (signal.aborted) break;
        for (const { unit, answer } of batch) this.store.put(fileOf(unit.source), foundUnit(unit, answer));
        this.done(batch.length);
      }
    });
  }
}
