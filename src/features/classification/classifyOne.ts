import type { CallOptions, EngineApi, TextToClassify } from '../../protocol/engineApi';
import type { ClassifyTexts } from './classifyUnits';
import { ranked } from './verdict';

/** A label and its score. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** The labels of one text or pair, best first. */
export async function classifyOne(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  text: TextToClassify,
  options?: CallOptions,
): Promise<readonly LabelScore[]> {
  const { labels, texts } = await engine.classify({ ...request, texts: [text] }, options);
  const scores = texts[0]?.scores ?? [];
  return ranked(scores).map((label) => ({ label: labels[label]!, score: scores[label]! }));
}
