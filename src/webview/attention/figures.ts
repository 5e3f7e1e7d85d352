import { attentionTerms, type AttentionTrace } from '../../protocol/attentionTrace';

/** One matrix as it is shown. */
export interface Figure {
  readonly id: (typeof attentionTerms)[number] | 'probabilities';
  readonly title: string;
  /** What the numbers are, in words. */
  readonly note: string;
  readonly kind: 'score' | 'probability';
  /** [n, n] row-major. */
  readonly values: Float32Array;
  /** The colour scale's end: the largest absolute value that it must tell apart. */
  readonly limit: number;
  /** Whether the model has no such term: all values are zero. */
  readonly absent: boolean;
}

const titles = {
  c2c: ['c2c', 'content to content'],
  c2p: ['c2p', 'content to position'],
  p2c: ['p2c', 'position to content'],
} as const;

/** The trace's four figures. With `sharedScale` the three terms have one colour scale, so that equal colours mean equal scores. */
export function figuresOf(trace: AttentionTrace, sharedScale: boolean): Figure[] {
  const limits = attentionTerms.map((term) => largest(trace.terms[term]));
  const shared = Math.max(...limits);
  const scores = attentionTerms.map((term, i): Figure => {
    const [title, note] = titles[term];
    const limit = limits[i] ?? 0;
    const values = trace.terms[term];
    return { id: term, title, note, kind: 'score', values, limit: sharedScale ? shared : limit, absent: limit === 0 };
  });
  const values = trace.probabilities;
  const probabilities: Figure = {
    id: 'probabilities',
    title: 'probabilities',
    note: 'softmax of the sum',
    kind: 'probability',
    values,
    limit: largest(values),
    absent: false,
  };
  return [...scores, probabilities];
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
}
