import type { CallOptions, EngineApi, ModelDescription, ModelRequest } from '../protocol/engineApi';
import type { Classification } from '../protocol/predictions';

/** A text to classify, and the labels and prompt that a model without a classification head needs. */
export interface ClassifyTextRequest extends ModelRequest {
  readonly text: string;
  readonly labels: readonly string[];
  /** Holds `{text}` and `{label}` once each. */
  readonly template: string;
}

/** Whether `description`'s model brings its own labels, so that none need be asked for. */
export function hasOwnLabels(description: Pick<ModelDescription, 'heads'>): boolean {
  return description.heads.includes('classify');
}

/** Scores by the model's classification head when it has one, else by the masked log-probability of the labels in the prompt. Best first. */
export async function classifyText(
  engine: Pick<EngineApi, 'describe' | 'classify' | 'cloze'>,
  { model, precision, text, labels, template }: ClassifyTextRequest,
  options?: CallOptions,
): Promise<Classification> {
  const description = await engine.describe({ model, precision }, options);
  const { labels: scores } = hasOwnLabels(description)
    ? await engine.classify({ model, precision, text }, options)
    : await engine.cloze({ model, precision, text, labels, template }, options);
  return { labels: [...scores].sort((a, b) => b.score - a.score) };
}

/** The labels in a comma-separated list, without blanks and without repeats. */
export function parseLabels(list: string): string[] {
  const labels = list.split(',').map((label) => label.trim());
  return [...new Set(labels)].filter((label) => label !== '');
}
