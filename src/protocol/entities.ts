import type { TextRange } from './text';

/** A name, or another part of a text, with what it is. */
export interface Entity extends TextRange {
  readonly label: string;
  readonly score: number;
}

/**
 * How the labels of tokens become entities, as in Transformers. `none`: each token by itself, under its whole label;
 * `simple`: tokens of one label together; `first`, `average` and `max`: the same for words, whose label is that of
 * their first token, of the mean of their tokens' probabilities, or of their surest token.
 */
export const aggregations = ['none', 'simple', 'first', 'average', 'max'] as const;

export type Aggregation = (typeof aggregations)[number];

/** Asks for the entities of texts. Long texts are read whole, in overlapping windows. */
export interface FindEntitiesRequest {
  readonly texts: readonly string[];
  /** What to look for, in any number and in the user's words: for a GLiNER, which needs them, and no other model. */
  readonly labels?: readonly string[];
  /** `simple` when absent. A GLiNER has entities of whole words only. */
  readonly aggregation?: Aggregation;
  /** The lowest score of an entity; when absent 0, or 0.5 for a GLiNER, whose entities are all above it. */
  readonly threshold?: number;
}

/** The entities of one text, in their order. */
export interface TextEntities {
  readonly entities: readonly Entity[];
}
