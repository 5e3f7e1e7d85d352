import { attentionTerms } from '../../../protocol/attentionTrace';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { ExplainedAnswer, ExplanationMethod } from '../../../protocol/explanations';
import { defaultTemplate } from '../../../protocol/labelTemplate';
import { percentText, type ToolAnswer } from './toolAnswer';

const maskText = '[MASK]';

/** As in the tool's input schema. */
export interface ExplainInput {
  /** With a [MASK], the guess for it is explained; otherwise a label. */
  readonly text: string;
  readonly textPair?: string;
  readonly labels?: readonly string[];
  readonly template?: string;
  readonly answer?: string;
  readonly against?: string;
  readonly method?: ExplanationMethod;
}

/** The task whose model answers. */
export function explainedTask({ text }: ExplainInput): 'fill-mask' | 'classification' {
  return text.includes(maskText) ? 'fill-mask' : 'classification';
}

/** How much each word of a text counts for a label or for the guess for a mask, the largest contribution first. */
export async function explainTool(
  engine: Pick<EngineApi, 'explain'>,
  model: ModelRequest,
  input: ExplainInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const explanation = await engine.explain({ ...model, of: answerOf(input), method: input.method }, options);
  const { answer, against, measure, candidates, value, baselineValue, method, baseline, residual } = explanation;
  const words = [...explanation.words].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const probability = candidates.find((candidate) => candidate.answer === answer)?.probability;
  const terms = explanation.terms?.totals;
  const lines = [
    `${answer}${against === undefined ? '' : ` against ${against}`}${probability === undefined ? '' : ` (${percentText(probability)})`}`,
    ...words.map(({ text, contribution }) => `${signed(contribution)} ${text}`),
    `${signed(residual)} residual`,
    ...(terms === undefined ? [] : [attentionTerms.map((term) => `${term} ${signed(terms[term])}`).join(', ')]),
  ];
  const data = {
    answer,
    against,
    probability,
    measure,
    value,
    baselineValue,
    method,
    baseline,
    words,
    residual,
    terms,
  };
  return { text: lines.join('\n'), data };
}

function answerOf({ text, textPair, labels, template = defaultTemplate, ...compared }: ExplainInput): ExplainedAnswer {
  const { answer, against } = compared;
  const start = text.indexOf(maskText);
  if (start >= 0) return { kind: 'word', text, mask: { start, end: start + maskText.length }, answer, against };
  return { kind: 'label', text, textPair, own: labels && { labels, template }, answer, against };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
