import path from 'node:path';
import * as vscode from 'vscode';
import { decodeText } from '../../../base/files';
import { conllEndings, type LabeledData, readLabeledData } from '../core/readLabeledData';
import { maxDataBytes } from '../../../prose/labeledTexts';
import type { EntityPlan, TrainingPlan } from '../core/trainingPlan';
import type { TrainingData } from '../core/trainingView';
import { readWhole } from '../../../editor/wholeFiles';
import { pick, type PickItem } from '../../../editor/ui/picks';
import type { StoredTraining } from './trainingFolders';

/** Labeled texts, or texts with tagged words, and where they come from. */
export interface LabeledFile {
  readonly source: string;
  readonly data: LabeledData;
}

/** Reads labeled texts or tagged words from a file. @throws RequestError naming line and column */
export async function readLabeledFile(uri: vscode.Uri): Promise<LabeledFile> {
  const contents = decodeText(await readWhole(uri, maxDataBytes));
  const source = path.posix.basename(uri.path);
  return { source, data: readLabeledData(source, contents) };
}

/** What the form shows of the texts of `source`. */
export function describeData(source: string, plan: TrainingPlan | EntityPlan): TrainingData {
  return {
    source,
    texts: plan.train.length + plan.heldOut.length,
    problemType: plan.problemType,
    counts: countsOf(plan),
    warnings: plan.warnings,
  };
}

/** Texts or entities of each label, the commonest first; none for numbers. */
function countsOf(plan: TrainingPlan | EntityPlan): TrainingData['counts'] {
  const counts = new Map(plan.labels.map((label) => [label, 0]));
  const add = (label: string) => counts.set(label, (counts.get(label) ?? 0) + 1);
  if (plan.problemType === 'regression') return [];
  if (plan.problemType === 'token_classification') {
    for (const { entities } of [...plan.train, ...plan.heldOut]) entities.forEach(({ label }) => add(label));
  } else for (const { target } of [...plan.train, ...plan.heldOut]) target.forEach((id) => add(plan.labels[id]!));
  return [...counts].map(([label, texts]) => ({ label, texts })).sort((a, b) => b.texts - a.texts);
}

/** What “Train Classifier…” is about: a file, sentences that are yet to be labeled, or a training that was cut off. */
export type DataChoice =
  | { readonly kind: 'file'; readonly uri: vscode.Uri }
  | { readonly kind: 'label' }
  | { readonly kind: 'unfinished'; readonly training: StoredTraining };

/** A training that can be resumed, unless another window is at it. */
export interface UnfinishedTraining {
  readonly training: StoredTraining;
  readonly isElsewhere: boolean;
}

interface DataItem extends PickItem {
  readonly data?: DataChoice;
}

const extensions = ['csv', 'tsv', 'jsonl', 'ndjson', ...conllEndings];
const maxFiles = 200;

/** Asks for the data; undefined if dismissed. */
export async function chooseData(unfinished: readonly UnfinishedTraining[]): Promise<DataChoice | undefined> {
  const files = await vscode.workspace.findFiles(`**/*.{${extensions.join(',')}}`, '**/node_modules/**', maxFiles);
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const another: DataItem = { icon: 'folder-opened', label: 'Another file…', detail: 'CSV, TSV, JSON lines or CoNLL' };
  const items: DataItem[] = [
    ...unfinished.map(({ training, isElsewhere }) => ({
      icon: isElsewhere ? 'eye' : 'debug-continue',
      label: `${isElsewhere ? 'Show training of' : 'Resume training'} ${training.choice.name}`,
      description: isElsewhere ? 'running in another window' : training.data.source,
      data: { kind: 'unfinished', training } as const,
    })),
    {
      icon: 'tag',
      label: 'Label sentences…',
      detail: 'Label the sentences of a document or a folder, one key each',
      data: { kind: 'label' },
    },
    separator('Labeled texts'),
    ...files.map((uri) => ({
      icon: 'table',
      label: `${vscode.workspace.asRelativePath(uri)}`,
      data: { kind: 'file', uri } as const,
    })),
    another,
  ];
  const options = {
    title: 'Train Classifier: choose training data',
    placeHolder: 'A file with a text and a label in each row, or with a tag for each word',
  };
  const chosen = await pick(items, options);
  if (chosen !== another) return chosen?.data;
  const picked = await vscode.window.showOpenDialog({
    title: 'Labeled Texts',
    filters: { 'Labeled texts': extensions },
  });
  return picked?.[0] === undefined ? undefined : { kind: 'file', uri: picked[0] };
}
