import { plain } from '../../../base/plainText';
import { attentionTerms } from '../../../protocol/attentionTrace';
import {
  explanationBaselines,
  explanationMethods,
  type ExplainedAnswer,
  type Explanation,
  type TermContributions,
} from '../../../protocol/explanations';
import { choice, option, text as textOption, type Arguments } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { notify, print, printJson } from '../../../terminal/terminal';

const maskText = '[MASK]';

const measures: Readonly<Record<Explanation['measure'], string>> = {
  logOdds: 'log-odds',
  logitDifference: 'difference of logits',
  value: 'value',
};

/** `explain`: how much each word of a text counts for an answer. */
export const explain: Command = {
  takes: 'MODEL',
  does: `how much each word counts for a label, or for the guess for ${maskText}`,
  options: {
    text: ['TEXT', `the text; one ${maskText} in it asks about the word there`],
    pair: ['TEXT', 'a second text, if the model was trained on pairs'],
    label: ['L', 'the label or word to explain; otherwise the likeliest'],
    against: ['L', 'the label or word to compare it with; otherwise all others'],
    template: ['T', 'prompt with {label}: for a label of your own, with a model of natural language inference'],
    method: [explanationMethods.join('|'), `how; otherwise ${explanationMethods[2]}`],
    baseline: [explanationBaselines.join('|'), 'what stands in the place of a word; otherwise mask'],
    json: 'a JSON object',
  },
  notes: [
    'Contributions are parts of the log-odds of the answer. The residual is what they leave of its change from the',
    'baseline. Terms are gradient × score, summed over layers and heads; JSON has each. Computed in fp32.',
  ],
  example: `bundled --text "They have been working on it for a ${maskText} time."`,
  async run({ given, engine, model, json }) {
    const text = textOption(given, 'text');
    const explanation = await engine.explain({
      model,
      of: answerOf(given, text),
      method: choice(given, 'method', explanationMethods, 'integratedGradients'),
      baseline: choice(given, 'baseline', explanationBaselines, 'mask'),
    });
    if (text.split(maskText).length > 2)
      notify(plain`Only the first ${maskText} is explained; the others are read as text.`);
    if (json) printJson({ ...explanation, terms: explanation.terms && byHead(explanation.terms) });
    else printExplanation(explanation);
  },
};

function answerOf(given: Arguments, text: string): ExplainedAnswer {
  const start = text.indexOf(maskText);
  const compared = { text, answer: option(given, 'label'), against: option(given, 'against') };
  if (start >= 0) return { kind: 'word', ...compared, mask: { start, end: start + maskText.length } };
  const template = option(given, 'template');
  const own = template === undefined ? undefined : { labels: [compared.answer ?? ''], template };
  return { kind: 'label', ...compared, textPair: option(given, 'pair'), own };
}

function byHead({ layers, heads, values, totals }: TermContributions): object {
  const valuesAt = (first: number) =>
    Object.fromEntries(attentionTerms.map((term, i) => [term, values[first + i]!] as const));
  const applications = layers.map((layer, application) => ({
    layer,
    heads: Array.from({ length: heads }, (_, head) => valuesAt((application * heads + head) * attentionTerms.length)),
  }));
  return { ...totals, layers: applications };
}

function printExplanation({
  answer,
  against,
  measure,
  value,
  baselineValue,
  words,
  residual,
  terms,
}: Explanation): void {
  const than = against === undefined ? '' : ` against ${against}`;
  print(`${answer}${than}: ${measures[measure]} ${value.toFixed(3)}, at the baseline ${baselineValue.toFixed(3)}`);
  const bySize = [...words].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  for (const { text, start, end, contribution } of bySize)
    print(`  ${signed(contribution)}  ${text}  at ${start}–${end}`);
  print(`  ${signed(residual)}  residual`);
  if (terms !== undefined)
    print(`Through ${attentionTerms.map((term) => `${term} ${signed(terms.totals[term]).trim()}`).join(', ')}`);
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`.padStart(8);
}
