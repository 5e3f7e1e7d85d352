import { maxDataBytes } from '../../../prose/labeledTexts';
import type { InferenceLabels } from '../../../protocol/inference';
import type { AskEngine } from '../../../results/answerUnits';
import { proseSnapshot } from '../../../terminal/prose';
import { clearProgress, print, printJson, showProgress } from '../../../terminal/terminal';
import { readText } from '../../../terminal/textFile';
import { calibrate, readLabeledClaims, scoreClaims, thresholdText, type ScoredClaim } from '../core/calibrate';
import type { PairScores } from '../core/checkUnits';

/** The thresholds that a file of labeled pairs suggests, with how well they tell the pairs apart. */
export async function printCalibration(
  json: boolean,
  file: string,
  ask: AskEngine<PairScores>,
  labels: InferenceLabels,
): Promise<void> {
  const pairs = readLabeledClaims(file, await readText(file, maxDataBytes));
  const read = (source: string) => proseSnapshot(file, 'plaintext', source);
  const scored: ScoredClaim[] = [];
  for await (const found of scoreClaims(ask, pairs, read)) {
    scored.push(...found);
    showProgress(`Scoring ${scored.length} of ${pairs.length} pairs`);
  }
  clearProgress();
  const calibration = calibrate(scored, labels.contradicted !== undefined);
  if (json) return printJson(calibration);
  const found = (['supported', 'contradicted'] as const).flatMap((name) => {
    const threshold = calibration[name];
    return threshold === undefined ? [] : [{ name, threshold }];
  });
  for (const { name, threshold } of found) print(thresholdText(name, threshold));
  print(found.map(({ name, threshold }) => `--${name} ${threshold.threshold}`).join(' '));
}
