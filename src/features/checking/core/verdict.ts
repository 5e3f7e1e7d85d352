import { plain, sentences, type PlainText } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import type { ModelDescription } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import type { InferenceLabels } from '../../../protocol/inference';
import type { Evidence, SourceCheck } from './checkUnits';

/** What a source says of a sentence. */
export const verdicts = ['contradicted', 'not found', 'supported'] as const;

export type Verdict = (typeof verdicts)[number];

/** Scores from which a passage supports or contradicts a sentence, 0 to 1. */
export interface Thresholds {
  readonly supported: number;
  readonly contradicted: number;
}

/** Likelier than not. */
export const defaultThresholds: Thresholds = { supported: 0.5, contradicted: 0.5 };

export interface Judgment<P> {
  readonly verdict: Verdict;
  /** How sure the verdict is; of “not found”, how far every passage is from deciding. */
  readonly score: number;
  /** The passage that decides; of “not found”, the nearest one, absent where none shares a word with the sentence. */
  readonly deciding?: Evidence<P>;
  /** The passage that says the opposite and would decide alone. */
  readonly opposing?: Evidence<P>;
}

/** The verdict for a sentence. Where passages support and contradict it, the surer one decides, and both are named. */
export function judge<P>({ supported, contradicted }: SourceCheck<P>, thresholds: Thresholds): Judgment<P> {
  const found = [
    { verdict: 'supported' as const, evidence: supported, threshold: thresholds.supported },
    { verdict: 'contradicted' as const, evidence: contradicted, threshold: thresholds.contradicted },
  ];
  const [first, second] = found
    .filter(({ evidence, threshold }) => evidence !== undefined && evidence.score >= threshold)
    .sort((a, b) => b.evidence!.score - a.evidence!.score);
  if (first !== undefined) {
    const { verdict, evidence } = first;
    return { verdict, score: evidence!.score, deciding: evidence, opposing: second?.evidence };
  }
  const score = 1 - Math.max(supported?.score ?? 0, contradicted?.score ?? 0);
  return { verdict: 'not found', score, deciding: supported };
}

/** The labels by which a model checks. @throws RequestError for a model that has none, with what to choose instead */
export function checkingLabels(description: ModelDescription): InferenceLabels {
  const { name, heads, labels, inference, problemType } = description;
  if (inference !== undefined && problemType !== 'regression') return inference;
  const remedy = plain`Use a model for natural language inference or fact-checking, e.g. cross-encoder/nli-deberta-v3-small.`;
  if (!heads.includes('classify')) throw new RequestError(sentences(inability(description, 'classify'), remedy));
  const named = labels.map((label) => plain`“${label}”`).join(', ');
  throw new RequestError(
    sentences(
      plain`${name} cannot check a text against a source: none or several of its labels (${named}) mean that a sentence is supported, or that it is not.`,
      remedy,
    ),
  );
}

/** What the user should know of a model's labels; undefined for one that can say all three verdicts. */
export function labelsNote({ contradicted }: InferenceLabels, name: string): PlainText | undefined {
  if (contradicted !== undefined) return undefined;
  return plain`${name} has two labels: it says whether a source supports a sentence, never that it contradicts one.`;
}
