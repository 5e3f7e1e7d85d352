import path from 'node:path';
import { pick } from '../../../editor/ui/picks';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { wholeFile } from '../../../base/files';
import type { InstalledModel } from '../../../hub/store/modelStore';
import type { TrainingReport } from '../../../protocol/training';
import { reportOf } from '../core/storedReport';
import { classifierId, type TrainingViewState } from '../core/trainingView';

/** Enough for the confusion matrix of the most labels, and the texts that the classifier gets wrong. */
const maxReportBytes = 64_000_000;

/** The report of a classifier that was trained earlier. */
export interface StoredReport {
  readonly id: string;
  readonly report: TrainingReport;
}

/** Asks which of the classifiers in the store is meant; undefined when none has a report, or the user turns away. */
export async function pickReport(installed: readonly InstalledModel[]): Promise<StoredReport | undefined> {
  const all = await Promise.all(installed.map(({ id, folder }) => readReport(id, folder)));
  const items = all
    .filter((one) => one !== undefined)
    .map((stored) => ({
      stored,
      label: stored.id,
      description: stored.report.labels.join(', '),
      detail: stored.id.startsWith(classifierId('')) ? undefined : 'As measured by whoever published this model',
    }));
  if (items.length === 0) {
    void showInformation(plain`No classifier has been trained here yet. Run “DeBERTa: Train Classifier…”.`);
    return undefined;
  }
  return (await pick(items, { title: 'Report of which classifier?' }))?.stored;
}

/** What the panel shows of a training that is over. */
export function stateOfReport({ id, report }: StoredReport): TrainingViewState {
  const { options, problemType, trainExamples, evaluation } = report;
  const name = id.slice(id.indexOf('/') + 1);
  const texts = trainExamples + evaluation.examples;
  return {
    phase: 'done',
    choice: {
      name,
      model: report.model,
      sift: options.sift !== undefined,
      compare: report.plain !== undefined,
      epochs: options.epochs,
      layers: options.layers,
      heldOut: evaluation.examples / texts,
      seed: options.seed,
      use: false,
    },
    data: { source: name, texts, problemType, counts: [], warnings: [] },
    models: [],
    runs: [],
    report,
    installed: id,
  };
}

/** The report beside a classifier; undefined for a model without one. */
export async function readReport(id: string, folder: string): Promise<StoredReport | undefined> {
  try {
    const contents = await wholeFile(path.join(folder, 'training-report.json'), maxReportBytes);
    const report = reportOf(contents.toString());
    return report && { id, report };
  } catch {
    return undefined;
  }
}
