import type { AttentionTerm, ByTerm } from '../../../protocol/attentionTrace';
import { byTerm, othersOf, type Coalitions } from './coalitions';

/**
 * The exact Shapley value of each term for each probability: its mean contribution over the six orders in which the
 * three terms can be added up. The values sum to the probability less the uniform one that there is without any term.
 */
export function shapleyShares({ none, alone, without, all }: Coalitions): ByTerm<Float32Array> {
  return byTerm((term) => {
    const [left, right] = othersOf(term) as [AttentionTerm, AttentionTerm];
    const [others, own] = [without[term], alone[term]];
    // Adding `term` to `left` leads to all terms but `right`, and the other way round.
    const [withLeft, onlyLeft, withRight, onlyRight] = [without[right], alone[left], without[left], alone[right]];
    const shares = new Float32Array(all.length);
    for (let cell = 0; cell < shares.length; cell++) {
      const ends = all[cell]! - others[cell]! + own[cell]! - none[cell]!;
      const middle = withLeft[cell]! - onlyLeft[cell]! + withRight[cell]! - onlyRight[cell]!;
      shares[cell] = ends / 3 + middle / 6;
    }
    return shares;
  });
}
