import { print, printJson } from '../../../terminal/terminal';
import { usableTexts } from '../core/checkTexts';
import type { EvaluateJob } from '../../../protocol/training';
import { number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { runTraining, showNotes, threads } from './runTraining';
import { dataOptions, describeEvaluation, readTexts } from './train';

/** `evaluate`: how good a classifier is on labeled texts. */
export const evaluate: Command = {
  takes: 'MODEL',
  does: 'how good a classifier is: accuracy, macro-F1, confusion, calibration',
  options: {
    ...dataOptions,
    'max-tokens': ['N', 'maximum number of tokens per text'],
    json: 'a JSON object',
  },
  example: 'my-classifier --data test.csv',
  async run({ given, engine, model, json }) {
    showNotes(await engine.describe({ model }));
    const texts = usableTexts(await readTexts(given, text(given, 'data')));
    const job: EvaluateJob = {
      kind: 'evaluate',
      model,
      texts,
      maxTokens: number(given, 'max-tokens', 512, 3, 1024),
      threads: threads(given),
    };
    const report = await runTraining(job);
    if (json) return printJson(report);
    describeEvaluation(report.evaluation, report.problemType, report.labels, report.calibration).forEach(print);
    for (const { text: wrong, expected, predicted, confidence } of report.mistakes.slice(0, 5)) {
      print(`  ${confidence.toFixed(2)} ${predicted}, should be ${expected}: ${wrong.slice(0, 100)}`);
    }
  },
};
