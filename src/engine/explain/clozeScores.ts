import { parseTemplate, type CandidateLabels } from '../../protocol/labelTemplate';
import type { ModelRunner } from '../batch/modelRunner';
import { labelPriors } from '../classify/classifyCloze';
import { clozePrompts, promptRow } from '../classify/clozePrompt';
import { maskInputs, realWords } from './maskRows';
import { placed, tokensOfWords, tokensWithin } from './rowWords';
import type { ExplainedPlace, LabelScores, Score, ScoredRow } from './scoredAnswer';

/**
 * A label's score is the mean log-probability of its pieces in the prompt's masks, less its prior (classifyCloze).
 * Labels of as many pieces share a row.
 */
export async function clozeScores(
  model: ModelRunner,
  text: string,
  { labels, template }: CandidateLabels,
  words: readonly ExplainedPlace[],
): Promise<LabelScores> {
  const parsed = parseTemplate(template);
  const prompts = clozePrompts(model, parsed, labels);
  const before = `${parsed.head === '' ? '' : ' '}${parsed.before}`;
  const within = (one: string) => tokensWithin(model, before, one, parsed.after);
  const priors = await labelPriors(model, template, labels, prompts, (one) => within(one).ids);
  const { ids, ranges } = within(text);
  const size = model.config.vocabSize;
  const scores: Score[] = [];
  const rows = prompts.map((prompt, row): ScoredRow => {
    const { ids: whole, types = whole.map(() => 0), positions } = promptRow(model, prompt, ids);
    // Logits are of one mask after the other.
    const picked = prompt.labels.flatMap(({ pieces }) => pieces.map((id, mask) => mask * size + id));
    const masks = positions.length;
    prompt.labels.forEach(({ index }, place) => {
      const pieces = Array.from({ length: picked.length }, (_, i) => (Math.floor(i / masks) === place ? 1 / masks : 0));
      const normalizers = positions.map(() => -1 / masks);
      scores[index] = { row, weights: [...pieces, ...normalizers], constant: -priors[index]! };
    });
    return {
      ...{ head: 'mlm', ids: whole, types, outputs: masks * size, picked, inputs: maskInputs(positions) },
      groups: positions.map((_, mask) => realWords(model).map((id) => mask * size + id)),
      words: tokensOfWords(words, placed(ranges, 0, 1 + prompt.head.length)),
    };
  });
  return { rows, scores, temperature: 1 };
}
