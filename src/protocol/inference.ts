/** What a label of natural language inference or fact-checking says of a second text, given a first one. */
export type Inference = 'supported' | 'contradicted' | 'neither' | 'unsupported';

/**
 * Labels as published: entailment, neutral, contradiction (MNLI); SUPPORTS, REFUTES, NOT ENOUGH INFO (FEVER); SUPPORT,
 * CONTRADICT, NEI (SciFact); entailment, not_entailment (RTE).
 */
const patterns: readonly (readonly [Inference, RegExp])[] = [
  ['supported', /^(?:entail|support)/i],
  ['contradicted', /^(?:contradict|refute)/i],
  ['neither', /^(?:neutral|nei\b|not?[\s_-]*(?:enough|found))/i],
  ['unsupported', /^(?:not|non|no|un)[\s_-]*(?:entail|support)/i],
];

/** What a label says; undefined for any other label. */
export function inferenceOf(label: string): Inference | undefined {
  return patterns.find(([, pattern]) => pattern.test(label.trim()))?.[0];
}

/** The labels, by their index, that say that a second text follows from a first, and that it contradicts it. */
export interface InferenceLabels {
  readonly supported: number;
  /** Absent where labels tell two cases apart, of which the other one is only that it does not follow. */
  readonly contradicted?: number;
}
