import { plain } from '../../../base/plainText';
import type { SentenceSource } from '../../../prose/documentUnits';
import { readLabeledTexts, type ColumnNames } from '../../../prose/labeledTexts';
import { RequestError } from '../../../protocol/errors';
import { inferenceOf, type Inference } from '../../../protocol/inference';
import type { AskEngine, RunOptions } from '../../../results/answerUnits';
import { checkUnits, type PairScores } from './checkUnits';
import { SourceIndex, type PlacedClaim } from './sourceIndex';
import { defaultThresholds, type Thresholds } from './verdict';

/** A sentence with a source text and what a person says of the two. */
export interface LabeledClaim {
  readonly claim: string;
  readonly source: string;
  readonly label: Inference;
}

const columnNames: ColumnNames = {
  text: ['source', 'premise', 'document', 'doc', 'evidence', 'context', 'passage', 'sentence1', 'text'],
  pair: ['claim', 'hypothesis', 'statement', 'sentence2', 'sentence', 'text_pair'],
  label: ['label', 'gold_label', 'verdict'],
};

/** As in data for fact-checking: “1 if the claim is supported, 0 otherwise”. */
const numbered: Readonly<Record<string, Inference>> = { 1: 'supported', 0: 'unsupported' };

/** Reads pairs from CSV, TSV or JSON lines. @throws RequestError naming the file and what was expected */
export function readLabeledClaims(file: string, contents: string): LabeledClaim[] {
  return readLabeledTexts(file, contents, {}, columnNames).map(({ text: source, textPair: claim, labels }) => {
    const [name = ''] = labels;
    const label = numbered[name] ?? inferenceOf(name);
    if (claim === undefined) {
      throw new RequestError(
        plain`"${file}" does not say what is checked. Name its columns “claim”, “source” and “label”.`,
      );
    }
    if (label === undefined) {
      throw new RequestError(
        plain`The label “${name}” in "${file}" is none of supported, contradicted, not found, and their other names. Correct it.`,
      );
    }
    return { claim, source, label };
  });
}

/** A pair's label and scores. */
export interface ScoredClaim extends Thresholds {
  readonly label: Inference;
}

/** Scores pairs as sentences are checked: the best of the passages of the source. 0 where none shares a word. */
export async function* scoreClaims(
  ask: AskEngine<PairScores>,
  pairs: readonly LabeledClaim[],
  read: (source: string) => SentenceSource,
  options?: RunOptions,
): AsyncGenerator<readonly ScoredClaim[]> {
  const units = async function* () {
    for (const { claim: text, source, label } of pairs) {
      const index = new SourceIndex();
      await index.add({ uri: 'source', name: '' }, read(source));
      yield { text, label, index, uri: '', line: 1, start: 0, end: text.length };
    }
  };
  const find = (unit: PlacedClaim & { readonly index: SourceIndex }) => unit.index.find(unit);
  for await (const found of checkUnits(ask, find, units(), options)) {
    yield found.map(({ unit, supported, contradicted }) => ({
      label: unit.label,
      supported: supported?.score ?? 0,
      contradicted: contradicted?.score ?? 0,
    }));
  }
}

/** A threshold that labeled pairs suggest, and how well it and the default one tell them apart. */
export interface CalibratedThreshold {
  readonly threshold: number;
  /** Balanced accuracy at the default threshold. */
  readonly before: number;
  /** Balanced accuracy by thresholds that were each chosen on other pairs than they are measured on. */
  readonly after: number;
  /** Pairs that have the label, and that do not. */
  readonly positive: number;
  readonly negative: number;
}

export interface Calibration {
  readonly supported: CalibratedThreshold;
  /** Absent where the model or the pairs do not tell. */
  readonly contradicted?: CalibratedThreshold;
}

/** What a threshold does for the pairs, in a line. */
export function thresholdText(verdict: keyof Thresholds, found: CalibratedThreshold): string {
  const { threshold, before, after, positive, negative } = found;
  const share = (one: number) => `${(100 * one).toFixed(1)} %`;
  return `${verdict} from ${threshold}: balanced accuracy ${share(after)}, with ${defaultThresholds[verdict]} ${share(before)} (${positive} pairs that are, ${negative} that are not)`;
}

/** Pairs of each kind that a threshold needs. */
const minPairs = 10;

/**
 * The thresholds with the best balanced accuracy. @throws RequestError where too few pairs are supported, or are not
 */
export function calibrate(scored: readonly ScoredClaim[], canContradict: boolean): Calibration {
  const supported = thresholdOf(
    scored.map(({ label, supported: score }) => ({ score, holds: label === 'supported' })),
    defaultThresholds.supported,
  );
  if (supported === undefined) {
    const positive = scored.filter(({ label }) => label === 'supported').length;
    throw new RequestError(
      plain`A threshold needs at least ${minPairs} supported pairs and ${minPairs} others; there are ${positive} and ${scored.length - positive}. Label more pairs.`,
    );
  }
  // Of a pair that is only known not to be supported, nobody has said whether it is contradicted.
  const told = scored.filter(({ label }) => label !== 'unsupported');
  const contradicted = canContradict
    ? thresholdOf(
        told.map(({ label, contradicted: score }) => ({ score, holds: label === 'contradicted' })),
        defaultThresholds.contradicted,
      )
    : undefined;
  return { supported, contradicted };
}

interface ScoredPair {
  readonly score: number;
  readonly holds: boolean;
}

/** Parts of the pairs that are each measured by a threshold chosen on the others. */
const folds = 5;

function thresholdOf(pairs: readonly ScoredPair[], standard: number): CalibratedThreshold | undefined {
  const [positive, negative] = [pairs.filter(({ holds }) => holds), pairs.filter(({ holds }) => !holds)];
  if (positive.length < minPairs || negative.length < minPairs) return undefined;
  const inFold = (fold: number, isIn: boolean) =>
    [positive, negative].flatMap((kind) => kind.filter((_, i) => (i % folds === fold) === isIn));
  const shares = Array.from({ length: folds }, (_, fold) =>
    balancedAccuracy(inFold(fold, true), bestThreshold(inFold(fold, false), standard)),
  );
  return {
    threshold: bestThreshold(pairs, standard),
    before: balancedAccuracy(pairs, standard),
    after: shares.reduce((a, b) => a + b, 0) / folds,
    positive: positive.length,
    negative: negative.length,
  };
}

/** The mean of the shares of pairs that hold and reach the threshold, and of those that do neither. */
function balancedAccuracy(pairs: readonly ScoredPair[], threshold: number): number {
  const share = (kind: readonly ScoredPair[], isRight: (pair: ScoredPair) => boolean) =>
    kind.filter(isRight).length / kind.length;
  const reaches = ({ score }: ScoredPair) => score >= threshold;
  const found = share(
    pairs.filter(({ holds }) => holds),
    reaches,
  );
  const refused = share(
    pairs.filter(({ holds }) => !holds),
    (pair) => !reaches(pair),
  );
  return (found + refused) / 2;
}

/** Where balanced accuracy is best: between two scores. Of equal places the one nearest to the standard threshold. */
function bestThreshold(pairs: readonly ScoredPair[], standard: number): number {
  const sorted = [...pairs].sort((a, b) => b.score - a.score);
  const positive = pairs.filter(({ holds }) => holds).length;
  const negative = pairs.length - positive;
  let best = { threshold: standard, accuracy: balancedAccuracy(pairs, standard) };
  let reached = { positive: 0, negative: 0 };
  sorted.slice(0, -1).forEach(({ score, holds }, i) => {
    reached = holds ? { ...reached, positive: reached.positive + 1 } : { ...reached, negative: reached.negative + 1 };
    const next = sorted[i + 1]!.score;
    if (next === score) return;
    const threshold = Number(((score + next) / 2).toPrecision(6));
    const accuracy = (reached.positive / positive + 1 - reached.negative / negative) / 2;
    const isNearer = Math.abs(threshold - standard) < Math.abs(best.threshold - standard);
    if (accuracy > best.accuracy || (accuracy === best.accuracy && isNearer)) best = { threshold, accuracy };
  });
  return best.threshold;
}
