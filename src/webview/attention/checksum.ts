import type { AttentionTrace } from '../../protocol/attentionTrace';

/** max |softmax(c2c + c2p + p2c) − probabilities| over all cells: what float arithmetic leaves when the three terms are all there is. 0 for no tokens. */
export function checksum({ terms, probabilities, tokens }: AttentionTrace): number {
  const n = tokens.length;
  let worst = 0;
  for (let row = 0; row < n; row++) {
    const scores = Array.from({ length: n }, (_, column) => sumAt(terms, row * n + column));
    const most = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [column, weight] of weights.entries()) {
      const difference = Math.abs(weight / total - (probabilities[row * n + column] ?? NaN));
      worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    }
  }
  return worst;
}

/** The softmax's input in one cell. */
export function sumAt(terms: AttentionTrace['terms'], cell: number): number {
  return (terms.c2c[cell] ?? NaN) + (terms.c2p[cell] ?? NaN) + (terms.p2c[cell] ?? NaN);
}
