import { DocumentRun, fileOf, type DocumentRequest } from '../../../editor/results/documentRun';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { EngineApi } from '../../../protocol/engineApi';
import { classifyUnits, type ClassifyTexts } from '../core/classifyUnits';
import type { LabelSet } from '../core/labelSet';
import type { ClassifiedText, ResultStore } from '../core/resultStore';

/** What is classified, and with what. */
export interface RunRequest extends DocumentRequest {
  readonly labels: LabelSet;
  /** Model, precision and labels for the engine. */
  readonly request: ClassifyTexts;
  readonly modelName: string;
}

/** Classifies documents into the store. */
export class ClassificationRun extends DocumentRun<RunRequest, ClassifiedText> {
  constructor(
    private readonly engine: EngineApi,
    prose: ProseDocuments,
    override readonly store: ResultStore,
  ) {
    super(prose, store);
  }

  get message(): string {
    return this.messageOf('Classifying');
  }

  async start(run: RunRequest): Promise<void> {
    await this.performOnUnits(run, async (units, { signal, beforeNext }) => {
      for await (const { results, ...head } of classifyUnits(this.engine, run.request, units, { signal, beforeNext })) {
        if (signal.aborted) break;
        const table = { model: run.modelName, threshold: run.labels.threshold, ...head };
        for (const { unit, scores } of results) this.store.add(table, fileOf(unit.source), unit, scores);
        this.done(results.length);
      }
    });
  }
}
