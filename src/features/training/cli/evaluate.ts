import { print, printJson } from '../../../terminal/terminal';
import { usableEntityTexts, usableTexts } from '../core/checkTexts';
import type { LabeledData } from '../core/readLabeledData';
import type { EvaluateJob, EvaluateTokensJob } from '../../../protocol/training';
import { number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { describeEvaluation } from './describeEvaluation';
import { runTraining, showNotes, threads } from './runTraining';
import { dataOptions, readData } from './train';

/** `evaluate`: how good a model is on labeled texts, or on tagged words. */
export const evaluate: Command = {
  takes: 'MODEL',
  does: 'how good a classifier is, or a model that finds entities',
  options: {
    ...dataOptions,
    'max-tokens': ['N', 'maximum number of tokens per text'],
    json: 'a JSON object',
  },
  example: 'my-classifier --data test.csv',
  async run({ given, engine, model, json }) {
    showNotes(await engine.describe({ model }));
    const data = await readData(given, text(given, 'data'));
    const report = await runTraining(
      measurement(data, { model, maxTokens: number(given, 'max-tokens', 512, 3, 1024), threads: threads(given) }),
    );
    if (json) return printJson(report);
    describeEvaluation(report).forEach(print);
    for (const { text: wrong, expected, predicted, confidence } of report.mistakes.slice(0, 5)) {
      print(`  ${confidence.toFixed(2)} ${predicted}, should be ${expected}: ${wrong.slice(0, 100)}`);
    }
  },
};

function measurement(
  data: LabeledData,
  given: Pick<EvaluateJob, 'model' | 'maxTokens' | 'threads'>,
): EvaluateJob | EvaluateTokensJob {
  return data.kind === 'texts'
    ? { kind: 'evaluate', ...given, texts: usableTexts(data.texts) }
    : { kind: 'evaluateTokens', ...given, texts: usableEntityTexts(data.texts) };
}
