import * as vscode from 'vscode';
import { pick, type PickItem } from '../../../editor/ui/picks';
import type { InstalledModel } from '../../../hub/store/modelStore';
import { formatComparison, gatedPrecision, minAgreement } from '../../../hub/precisionGate';
import type { Precision } from '../../../protocol/engineApi';

/** What was chosen: a precision, `auto` for the gate's, or to measure once more. */
export type PrecisionChoice = Precision | 'auto' | 'measure';

const summaries: Readonly<Record<Precision, string>> = {
  fp32: 'full precision',
  fp16: 'half the disk space',
  int8: 'faster, a quarter of the memory',
};

/** Asks for a model's precision, showing how each compared with fp32. The setting `forAll` takes precedence. */
export async function pickPrecision(
  { id, lock }: InstalledModel,
  forAll: Precision | 'auto',
): Promise<PrecisionChoice | undefined> {
  const current = lock.precision ?? 'auto';
  const row = (choice: Precision | 'auto', description: string, detail?: string) => ({
    icon: choice === current ? 'check' : undefined,
    label: choice,
    description,
    detail,
    choice,
  });
  const measured = (one: 'fp16' | 'int8') => {
    const comparison = lock.comparisons?.[one];
    return comparison === undefined ? 'not measured yet' : formatComparison(comparison);
  };
  const percent = `${100 * minAgreement} %`;
  const items: (PickItem & { readonly choice?: PrecisionChoice })[] = [
    row('auto', `${gatedPrecision(lock)} now`, `int8 if at least ${percent} of its answers match fp32, otherwise fp32`),
    row('fp32', summaries.fp32),
    row('fp16', summaries.fp16, measured('fp16')),
    row('int8', summaries.int8, measured('int8')),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { icon: 'beaker', label: 'Measure now', description: 'compare fp16 and int8 with fp32', choice: 'measure' },
  ];
  const placeHolder =
    forAll === 'auto'
      ? 'How the weights are stored'
      : `The setting deberta.precision (${forAll}) overrides this choice`;
  return (await pick(items, { title: `Precision of ${id}`, placeHolder }))?.choice;
}
