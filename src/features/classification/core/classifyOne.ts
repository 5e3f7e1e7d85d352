import type { CallOptions, EngineApi, TextToClassify } from '../../../protocol/engineApi';
import type { ClassificationMethod } from '../../../protocol/predictions';
import type { ClassifyTexts } from './classifyUnits';
import { ranked } from './verdict';

/** A label and its score. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** The labels of one text or pair, best first, and how they were found. */
export async function classifyOne(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  text: TextToClassify,
  options?: CallOptions,
): Promise<{ readonly method: ClassificationMethod; readonly labels: readonly LabelScore[] }> {
  const { labels, texts, method } = await engine.classify({ ...request, texts: [text] }, options);
  const scores = texts[0]?.scores ?? [];
  return { method, labels: ranked(scores).map((label) => ({ label: labels[label]!, score: scores[label]! })) };
}
