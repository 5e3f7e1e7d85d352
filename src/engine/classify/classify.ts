import { plain } from '../../base/plainText';
import type { ClassifyRequest, ModelDescription, ModelHead } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { Classifications, ProblemType } from '../../protocol/predictions';
import type { ModelRunner } from '../batch/modelRunner';
import { windowLimit } from '../batch/textWindows';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import { classifyCloze } from './classifyCloze';
import { classifyGliclass } from './classifyGliclass';
import { classifyNli, findNliLabels, nliLabels } from './classifyNli';
import { classifyTrained } from './classifyTrained';

/** What a classifier's scores mean: `problem_type`, otherwise a value for one output, one label of all for several. */
export function headProblemType({ problemType, labels, activationFn = '' }: DebertaConfig): ProblemType {
  if (problemType === 'multi_label_classification') return problemType;
  if (labels.length === 1) return activationFn.endsWith('.Sigmoid') ? 'multi_label_classification' : 'regression';
  return problemType === 'regression' ? 'regression' : 'single_label_classification';
}

/** How the model compares labels that it was not trained on: all at once, as hypotheses, in a prompt, or not at all. */
export function zeroShotMethod(heads: readonly ModelHead[], config: DebertaConfig): ModelDescription['zeroShot'] {
  if (heads.includes('gliclass')) return 'gliclass';
  if (heads.includes('classify') && findNliLabels(config) !== undefined) return 'nli';
  return heads.includes('mlm') ? 'cloze' : undefined;
}

/**
 * Scores texts, batched by length. @throws RequestError when labels, template or texts do not fit each other or the
 * model
 */
export async function classify(model: ModelRunner, request: ClassifyRequest): Promise<Classifications> {
  const { texts, own, bestWindow } = request;
  const maxWindows = windowLimit(request.maxWindows);
  if (own === undefined) {
    const problemType = headProblemType(model.config);
    const scores = await classifyTrained(model, texts, { problemType, maxWindows, bestWindow });
    return { method: 'trained', problemType, labels: model.config.labels, texts: scores };
  }
  if (texts.some(({ textPair }) => textPair !== undefined)) {
    throw new RequestError(
      plain`Labels of your own are compared for one text, not for a pair. Leave out the second text.`,
    );
  }
  checkLabels(own.labels);
  const method = model.description.zeroShot;
  // One label cannot be the best of several: it holds or it does not.
  const problemType: ProblemType =
    own.multiLabel === true || own.labels.length === 1 ? 'multi_label_classification' : 'single_label_classification';
  if (method === 'cloze') {
    const scores = await classifyCloze(model, texts, own, { problemType, maxWindows });
    return { method, problemType, labels: own.labels, texts: scores };
  }
  const { gliclass } = model.config;
  if (gliclass !== undefined) {
    const scores = await classifyGliclass(model, gliclass, texts, own.labels, { problemType, maxWindows });
    return { method: 'gliclass', problemType, labels: own.labels, texts: scores };
  }
  const scores = await classifyNli(model, texts, own, { problemType, maxWindows, ...nliLabels(model) });
  return { method: 'nli', problemType, labels: own.labels, texts: scores };
}

function checkLabels(labels: readonly string[]): void {
  if (labels.length === 0) throw new RequestError(plain`Give the labels to choose from.`);
  if (labels.some((label) => label.trim() === '') || new Set(labels).size < labels.length) {
    throw new RequestError(plain`Labels must be different from each other and not empty.`);
  }
}
