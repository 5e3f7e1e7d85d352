import type { ExplainedAnswer, ExplanationBaseline } from '../../protocol/explanations';
import { inability } from '../../protocol/abilities';
import type { ModelHead } from '../../protocol/engineApi';
import { plain, sentences } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';
import type { Problem } from './answerRuns';
import type { ScoredAnswer } from './scoredAnswer';
import { scoredEntity } from './scoredEntity';
import { scoredLabel } from './scoredLabel';
import { scoredPassage, scoredReplacement } from './scoredTokens';
import { scoredWord } from './scoredWord';

/** An answer to be explained. @throws RequestError when the model has no such answer, or the text is too long */
export async function answerProblem(
  model: ModelRunner,
  of: ExplainedAnswer,
  baseline: ExplanationBaseline = 'mask',
): Promise<Problem> {
  requireHeadOf(model, of);
  return { model, scored: await scoredOf(model, of), baseline };
}

/** @throws RequestError when the model doesn't give such answers */
export function requireHeadOf({ description }: ModelRunner, of: ExplainedAnswer): void {
  const needed = headOf(of, description.heads);
  if (description.heads.includes(needed)) return;
  if (of.kind === 'label' && of.own !== undefined && description.zeroShot !== undefined) return;
  const isForOwnLabels = of.kind === 'label' && description.zeroShot !== undefined;
  const remedy = isForOwnLabels
    ? plain`Give labels to choose from, or choose a model that can.`
    : plain`Choose a model that can.`;
  throw new RequestError(sentences(inability(description, needed), remedy));
}

function headOf({ kind }: ExplainedAnswer, heads: readonly ModelHead[]): ModelHead {
  switch (kind) {
    case 'label':
      return 'classify';
    case 'word':
      return 'mlm';
    case 'entity':
      return heads.includes('gliner') ? 'gliner' : 'tokens';
    case 'passage':
      return 'qa';
    case 'replacement':
      return 'rtd';
  }
}

function scoredOf(model: ModelRunner, of: ExplainedAnswer): Promise<ScoredAnswer> {
  switch (of.kind) {
    case 'label':
      return scoredLabel(model, of);
    case 'word':
      return scoredWord(model, of);
    case 'entity':
      return scoredEntity(model, of);
    case 'passage':
      return scoredPassage(model, of);
    case 'replacement':
      return scoredReplacement(model, of);
  }
}
