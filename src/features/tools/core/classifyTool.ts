import { plain } from '../../../base/plainText';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { ClassificationMethod } from '../../../protocol/predictions';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import { type ClassifyTexts, classifyUnits, inOrder } from '../../classification/core/classifyUnits';
import { defaultTemplate } from '../../../protocol/labelTemplate';
import { roughGuess } from '../../classification/core/roughGuess';
import { scoreText } from '../../classification/core/scoreBar';
import { ranked, verdict } from '../../classification/core/verdict';
import type { ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface ClassifyInput {
  readonly texts: readonly string[];
  /** Absent: the labels that the model was trained on. */
  readonly labels?: readonly string[];
  readonly template?: string;
  readonly multiLabel?: boolean;
  readonly threshold?: number;
}

/** Labels with scores for each text, in order. @throws RequestError when the model needs labels and has none */
export async function classifyTool(
  engine: Pick<EngineApi, 'classify' | 'describe'>,
  model: ModelRequest,
  { texts, labels, template = defaultTemplate, multiLabel = false, threshold = 0 }: ClassifyInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const description = await engine.describe(model, options);
  if (labels === undefined && !description.heads.includes('classify')) {
    throw new RequestError(
      description.zeroShot === undefined
        ? inability(description, 'classify')
        : plain`This model was not trained on labels: give the labels to choose from.`,
    );
  }
  const request: ClassifyTexts = { ...model, own: labels && { labels, template, multiLabel } };
  const lines: string[] = [];
  const results: unknown[] = [];
  let method: ClassificationMethod | undefined;
  const units = texts.map((text, order) => ({ text, order }));
  for await (const { unit, scores, ...head } of inOrder(classifyUnits(engine, request, units, options))) {
    const held = verdict(head.labels, scores.scores, head.problemType, threshold);
    const order = ranked(scores.scores);
    const all = order.map((label) => `${head.labels[label]} ${scoreText(scores.scores[label]!, head.problemType)}`);
    lines.push(`“${unit.text}”: ${held.join(', ')} (${all.join(', ')})`);
    const byLabel = Object.fromEntries(order.map((label) => [head.labels[label]!, scores.scores[label]!]));
    results.push({ text: unit.text, labels: held, scores: byLabel });
    method = head.method;
  }
  const note = method && roughGuess(method);
  return { text: [...(note === undefined ? [] : [note]), ...lines].join('\n'), data: { method, note, results } };
}
