/** What is right for a text, by label index (a text may have several), and what was answered. */
export interface Answer {
  readonly gold: readonly number[];
  readonly answer: number;
}

/** The share of answers that are among what is right. */
export function accuracy(answers: readonly Answer[]): number {
  return answers.filter(({ gold, answer }) => gold.includes(answer)).length / answers.length;
}

/** Mean over the classes of 2tp / (2tp + fp + fn). */
export function macroF1(labels: number, answers: readonly Answer[]): number {
  const hits = new Array<number>(labels).fill(0);
  const misses = new Array<number>(labels).fill(0);
  for (const { gold, answer } of answers) {
    if (gold.includes(answer)) hits[answer]!++;
    else misses[answer]!++;
    for (const label of gold) if (label !== answer) misses[label]!++;
  }
  const f1 = hits.map((hit, label) => (hit + misses[label]! === 0 ? 0 : (2 * hit) / (2 * hit + misses[label]!)));
  return f1.reduce((a, b) => a + b, 0) / labels;
}
