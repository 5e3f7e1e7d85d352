import path from 'node:path';
import type * as vscode from 'vscode';
import { decodeText } from '../../../base/decodeText';
import type { LabeledText } from '../core/labeledText';
import { maxDataBytes, readLabeledTexts } from '../core/readLabeledTexts';
import type { TrainingPlan } from '../core/trainingPlan';
import type { TrainingData } from '../core/trainingView';
import { readWhole } from '../../../editor/readWhole';

/** Labeled texts and where they come from. */
export interface LabeledFile {
  readonly source: string;
  readonly texts: readonly LabeledText[];
}

/** Reads labeled texts from a table or a file of JSON lines. @throws RequestError naming line and column */
export async function readLabeledFile(uri: vscode.Uri): Promise<LabeledFile> {
  const contents = decodeText(await readWhole(uri, maxDataBytes));
  const source = path.posix.basename(uri.path);
  return { source, texts: readLabeledTexts(source, contents) };
}

/** What the form shows of the texts of `source`. */
export function describeData(source: string, plan: TrainingPlan): TrainingData {
  return {
    source,
    texts: plan.train.length + plan.heldOut.length,
    task: plan.task,
    counts: countsOf(plan),
    warnings: plan.warnings,
  };
}

/** Texts of each label, the commonest first; none for numbers. */
function countsOf({ task, labels, train, heldOut }: TrainingPlan): TrainingData['counts'] {
  if (task === 'regression') return [];
  const counts = labels.map((label) => ({ label, texts: 0 }));
  for (const { target } of [...train, ...heldOut]) for (const id of target) counts[id]!.texts++;
  return counts.sort((a, b) => b.texts - a.texts);
}
