import * as vscode from 'vscode';
import { abortSignalOf } from '../../../base/cancellation';
import { decodeText } from '../../../base/files';
import { plain, sentences } from '../../../base/plainText';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { isConfirmed, withNotification } from '../../../editor/ui/notifications';
import { readWhole } from '../../../editor/wholeFiles';
import { maxDataBytes } from '../../../prose/labeledTexts';
import type { AskEngine } from '../../../results/answerUnits';
import {
  calibrate,
  readLabeledClaims,
  scoreClaims,
  thresholdText,
  type Calibration,
  type ScoredClaim,
} from '../core/calibrate';
import type { PairScores } from '../core/checkUnits';

/** Asks for a file of labeled pairs. */
export async function chooseLabeledPairs(): Promise<vscode.Uri | undefined> {
  const filters = { 'Labeled pairs': ['csv', 'tsv', 'jsonl', 'ndjson'] };
  const title = 'Pairs with the columns claim, source and label';
  return (await vscode.window.showOpenDialog({ filters, title }))?.[0];
}

/** The thresholds that a file of labeled pairs suggests. @throws RequestError where the pairs don't suffice */
export async function calibrateBy(
  file: vscode.Uri,
  prose: ProseDocuments,
  ask: AskEngine<PairScores>,
  canContradict: boolean,
): Promise<Calibration> {
  const pairs = readLabeledClaims(file.path, decodeText(await readWhole(file, maxDataBytes)));
  const read = (source: string) => prose.snapshot(file, 'plaintext', source);
  const scored: ScoredClaim[] = [];
  await withNotification(plain`Scoring labeled pairs`, async (report, token) => {
    for await (const found of scoreClaims(ask, pairs, read, { signal: abortSignalOf(token) })) {
      scored.push(...found);
      const message = `${scored.length.toLocaleString()} of ${pairs.length.toLocaleString()}`;
      report({ message, increment: (100 * found.length) / pairs.length });
    }
  });
  return calibrate(scored, canContradict);
}

/** Shows what thresholds do, and asks whether to use them. */
export function confirmThresholds({ supported, contradicted }: Calibration): Promise<boolean> {
  const detail = sentences(
    plain`${thresholdText('supported', supported)}.`,
    ...(contradicted === undefined ? [] : [plain`${thresholdText('contradicted', contradicted)}.`]),
  );
  return isConfirmed(plain`Use these thresholds for source checks?`, 'Use Them', { detail });
}
