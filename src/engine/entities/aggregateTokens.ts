import type { Aggregation, Entity } from '../../protocol/entities';
import { withoutSpace, type TextRange } from '../../protocol/text';
import { meaningsOf, outside } from '../../protocol/wordTags';
import { argMax, softmax } from '../batch/probability';

/** The best label of a token, by its id, with its probability. */
export interface TokenAnswer {
  readonly id: number;
  readonly score: number;
  /** Of all labels; only `average` needs them. */
  readonly probabilities?: Float32Array;
}

/** A token of a text with its label. */
export interface ScoredToken extends TokenAnswer {
  readonly range: TextRange;
  /** Whether it continues the word of the token before it. */
  readonly isSubword: boolean;
}

/** A token, or a word of several, with its label and the label's probability. */
interface Labeled extends TextRange {
  readonly id: number;
  readonly score: number;
}

/**
 * Entities from the labels of tokens by Transformers' rules (TokenClassificationPipeline). Ranges have no white space
 * around them; Transformers counts the space before a word to it.
 */
export function aggregateTokens(
  text: string,
  tokens: readonly ScoredToken[],
  labels: readonly string[],
  aggregation: Aggregation,
): Entity[] {
  const isOfWords = aggregation === 'first' || aggregation === 'average' || aggregation === 'max';
  const labeled = isOfWords ? wordsOf(tokens).map((word) => labelOfWord(word, aggregation)) : tokens.map(labelOf);
  const entities =
    aggregation === 'none'
      ? labeled.map(({ id, score, start, end }) => ({ label: labels[id]!, score, start, end }))
      : grouped(labeled, labels);
  return entities
    .filter(({ label }) => label !== outside)
    .map((entity) => ({ ...entity, ...withoutSpace(text, entity) }))
    .filter(({ start, end }) => start < end);
}

/** What a token's logits say, as far as an aggregation needs it. */
export function tokenAnswer(logits: Float32Array, aggregation: Aggregation): TokenAnswer {
  const probabilities = softmax([...logits]);
  const id = argMax(probabilities);
  const answer = { id, score: probabilities[id]! };
  return aggregation === 'average' ? { ...answer, probabilities: Float32Array.from(probabilities) } : answer;
}

function labelOf({ id, score, range }: ScoredToken): Labeled {
  return { id, score, ...range };
}

function wordsOf(tokens: readonly ScoredToken[]): ScoredToken[][] {
  const words: ScoredToken[][] = [];
  for (const token of tokens) {
    const word = words.at(-1);
    if (word !== undefined && token.isSubword) word.push(token);
    else words.push([token]);
  }
  return words;
}

function labelOfWord(word: readonly ScoredToken[], aggregation: 'first' | 'average' | 'max'): Labeled {
  const [first] = word;
  const range = { start: first!.range.start, end: word.at(-1)!.range.end };
  const labeled = word.map(labelOf);
  switch (aggregation) {
    case 'first':
      return { ...labeled[0]!, ...range };
    case 'max':
      return { ...labeled[argMax(labeled.map(({ score }) => score))]!, ...range };
    case 'average': {
      const sums = Array.from(first!.probabilities!, (_, id) =>
        word.reduce((sum, token) => sum + token.probabilities![id]!, 0),
      );
      const id = argMax(sums);
      return { id, score: sums[id]! / word.length, ...range };
    }
  }
}

/** Neighbors of one label together, unless a prefix says that another entity begins. Their score is their mean. */
function grouped(labeled: readonly Labeled[], labels: readonly string[]): Entity[] {
  const meanings = meaningsOf(labels);
  const groups: { label: string; scores: number[]; start: number; end: number; isOpen: boolean }[] = [];
  for (const { id, score, start, end } of labeled) {
    const { label, begins, ends } = meanings[id]!;
    const last = groups.at(-1);
    if (last !== undefined && last.isOpen && last.label === label && !begins) {
      last.scores.push(score);
      last.end = end;
      last.isOpen = !ends;
    } else groups.push({ label, scores: [score], start, end, isOpen: !ends });
  }
  return groups.map(({ label, scores, start, end }) => ({ label, score: mean(scores), start, end }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
