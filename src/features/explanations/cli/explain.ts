import { attentionTerms } from '../../../protocol/attentionTrace';
import {
  explanationBaselines,
  explanationMethods,
  type Explanation,
  type Faithfulness,
  type HeadEffects,
  type TermContributions,
} from '../../../protocol/explanations';
import { choice, number } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { print, printJson } from '../../../terminal/terminal';
import { explainedAnswer, maskText } from './explainedAnswer';

/** Spans and heads that are printed. */
const maxListed = 10;

const measures: Readonly<Record<Explanation['measure'], string>> = {
  logOdds: 'log-odds',
  logitDifference: 'difference of logits',
  value: 'value',
};

/** `explain`: how much each word of a text counts for an answer. */
export const explain: Command = {
  takes: 'MODEL',
  does: `how much each word counts for a label, an entity, an answer, or the guess for ${maskText}`,
  options: {
    text: ['TEXT', `the text; one ${maskText} in it asks about the word there`],
    pair: ['TEXT', 'a second text, if the model was trained on pairs'],
    label: ['L', 'the label or word to explain, or the answer to a question; otherwise the likeliest'],
    against: ['L', 'the label or word to compare it with; otherwise all others'],
    labels: ['A,B,…', 'labels of your own; for a GLiNER, what was looked for'],
    multi: 'your labels are independent of each other',
    template: ['T', 'prompt with {label} for labels of your own'],
    entity: ['TEXT', 'an entity of the text: why it has its label'],
    question: ['Q', 'a question: why a part of the text answers it'],
    word: ['TEXT', 'a word of the text: why a replaced-token head takes it for replaced'],
    method: [explanationMethods.join('|'), `how; otherwise ${explanationMethods[2]}`],
    baseline: [explanationBaselines.join('|'), 'what stands in the place of a word; otherwise mask'],
    spans: ['N', 'with occlusion, also leave out runs of up to N words, 2 to 5'],
    heads: 'also what the answer loses without each term of each head, exactly',
    curves: 'also how it falls and rises as words go out and come in, against random order',
    json: 'a JSON object',
  },
  notes: [
    'Contributions are parts of the log-odds of the answer. The residual is what they leave of its change from the',
    'baseline. Terms are gradient × score, summed over layers and heads; JSON has each. Computed in fp32.',
  ],
  example: `bundled --text "They have been working on it for a ${maskText} time."`,
  async run({ given, engine, model, json }) {
    const of = explainedAnswer(given);
    const method = choice(given, 'method', explanationMethods, 'integratedGradients');
    const baseline = choice(given, 'baseline', explanationBaselines, 'mask');
    const longestSpan = number(given, 'spans', 1, 1, 5);
    const explanation = await engine.explain({ model, of, method, baseline, longestSpan });
    const heads = given.values.heads === true ? await engine.headEffects({ model, of }) : undefined;
    const contributions = explanation.words.map(({ contribution }) => contribution);
    const curves =
      given.values.curves === true
        ? await engine.measureFaithfulness({ model, of, baseline, contributions })
        : undefined;
    if (json) {
      const effects = heads && { whole: [...heads.whole], terms: [...heads.terms] };
      return printJson({ ...explanation, terms: explanation.terms && byHead(explanation.terms), effects, curves });
    }
    printExplanation(explanation);
    if (heads !== undefined) printHeads(heads);
    if (curves !== undefined) printCurves(curves);
  },
};

function byHead({ layers, heads, values, totals }: TermContributions): object {
  const valuesAt = (first: number) =>
    Object.fromEntries(attentionTerms.map((term, i) => [term, values[first + i]!] as const));
  const applications = layers.map((layer, application) => ({
    layer,
    heads: Array.from({ length: heads }, (_, head) => valuesAt((application * heads + head) * attentionTerms.length)),
  }));
  return { ...totals, layers: applications };
}

function printExplanation(explanation: Explanation): void {
  const { answer, against, measure, value, baselineValue, words, spans = [], residual, terms } = explanation;
  const than = against === undefined ? '' : ` against ${against}`;
  print(`${answer}${than}: ${measures[measure]} ${value.toFixed(3)}, at the baseline ${baselineValue.toFixed(3)}`);
  for (const { text, start, end, contribution } of bySize(words, ({ contribution }) => contribution))
    print(`  ${signed(contribution)}  ${text}  at ${start}–${end}`);
  print(`  ${signed(residual)}  residual`);
  if (spans.length > 0) print('Left out together');
  for (const { first, last, contribution } of spans.slice(0, maxListed)) {
    const run = words.slice(first, last + 1).map(({ text }) => text);
    print(`  ${signed(contribution)}  ${run.join(' ')}`);
  }
  if (terms !== undefined)
    print(`Through ${attentionTerms.map((term) => `${term} ${signed(terms.totals[term]).trim()}`).join(', ')}`);
}

function printHeads({ layers, heads, terms, whole }: HeadEffects): void {
  const named = [...whole].flatMap((effect, place) => {
    const where = `layer ${layers[Math.floor(place / heads)]}, head ${place % heads}`;
    const parts = attentionTerms.map((term, i) => ({ where: `${where}, ${term}`, effect: terms[place * 3 + i]! }));
    return [{ where, effect }, ...parts];
  });
  print('Without a head, or with one of its terms at its mean, the answer loses');
  for (const { where, effect } of bySize(named, ({ effect }) => effect).slice(0, maxListed))
    print(`  ${signed(effect)}  ${where}`);
}

function printCurves({ areas, randomAreas }: Faithfulness): void {
  for (const name of ['deletion', 'insertion'] as const)
    print(`Area of ${name} ${areas[name].toFixed(3)}, in random order ${randomAreas[name].toFixed(3)}`);
}

function bySize<T>(all: readonly T[], sizeOf: (one: T) => number): T[] {
  return [...all].sort((a, b) => Math.abs(sizeOf(b)) - Math.abs(sizeOf(a)));
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`.padStart(8);
}
