import { print, printJson, notify } from '../../../terminal/terminal';
import { makeFolder } from '../../../base/files';
import { plain, plainText } from '../../../base/plainText';
import { type LabeledText, maxDataBytes, readLabeledTexts } from '../core/readLabeledTexts';
import { classifierJob, planTraining } from '../core/trainingPlan';
import { RequestError } from '../../../protocol/errors';
import {
  type Calibration,
  defaultSift,
  type Evaluation,
  type TrainingOptions,
  unmeasuredLabels,
} from '../../../protocol/training';
import type { ProblemType } from '../../../protocol/predictions';
import { defaultTrainingOptions } from '../../../protocol/trainingDefaults';
import { type Arguments, type OptionHelps, number, option, positive, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { runTraining, showNotes, threads } from './runTraining';
import { outFolder, settingOptions, trainingSettings } from './trainingSettings';
import { readText } from '../../../terminal/textFile';
import { UsageError } from '../../../terminal/usage';

const tasks: Readonly<Record<string, ProblemType>> = {
  single: 'single_label_classification',
  multi: 'multi_label_classification',
  number: 'regression',
};

/** How labeled texts are found in a file. */
export const dataOptions: OptionHelps = {
  data: ['FILE', 'labeled texts: .csv, .tsv or .jsonl'],
  'text-column': ['C', 'name of the column of texts, if it is not found'],
  'pair-column': ['C', 'of second texts'],
  'label-column': ['C', 'of labels'],
};

const siftOptions: OptionHelps = {
  sift: 'adds scale-invariant fine-tuning',
  'sift-mode': ['improved|faithful', 'how its perturbation is computed'],
  'sift-weight': ['L', 'weight of its loss'],
  'sift-steps': ['N', 'steps of ascent'],
  compare: 'also trains without it, on the same split',
};

/** `train`: fine-tunes a classifier on labeled texts; resumes a training that was cut off. */
export const train: Command = {
  takes: 'MODEL',
  does: 'trains a classifier of your own',
  options: {
    ...dataOptions,
    out: ['DIR', 'folder for the classifier'],
    eval: ['FILE', 'labeled texts to measure it on, in place of held-out ones'],
    'held-out': ['SHARE', 'share of the texts to measure it on; a fifth by default'],
    task: [Object.keys(tasks).join('|'), 'one label a text, several, or a number; otherwise the data say'],
    limit: ['N', 'maximum number of texts to use'],
    layers: ['head|all|N', 'what is trained: the head, all layers, or the last N'],
    ...settingOptions,
    ...siftOptions,
    json: 'a JSON report',
  },
  notes: ['Ctrl-C saves and exits with 130; the same command resumes.'],
  example: 'bundled --data reviews.csv --out my-classifier',
  async run({ given, engine, model, json }) {
    const description = await engine.describe({ model });
    showNotes(description);
    const { hiddenSize } = description;
    const out = await outFolder(given, model);
    const texts = await readTexts(given, text(given, 'data'));
    const seed = number(given, 'seed', 1, 0, 2 ** 31);
    const measured = option(given, 'eval');
    const plan = planTraining(texts, {
      measured: measured === undefined ? undefined : await readTexts(given, measured),
      heldOut: number(given, 'held-out', 0.2, 0, 1),
      seed,
      limit: number(given, 'limit', texts.length, 1, texts.length),
      problemType: taskOf(given),
    });
    for (const warning of plan.warnings) notify(plainText(warning));
    const job = classifierJob(plan, {
      model,
      out,
      options: optionsOf(given, hiddenSize, plan.train.length),
      compare: given.values.compare === true,
      threads: threads(given),
    });
    await makeFolder(out);
    const report = await runTraining(job);
    if (json) return printJson(report);
    if (report.plain !== undefined) {
      print('Without SiFT, same split:');
      describeEvaluation(report.plain, report.problemType, report.labels).forEach(print);
      print('With SiFT:');
    }
    describeEvaluation(report.evaluation, report.problemType, report.labels, report.calibration).forEach(print);
    const megabytes = Math.round(report.peakMemory / 2 ** 20);
    print(
      `${out}: the classifier, from epoch ${report.bestEpoch} of ${report.options.epochs}; at most ${megabytes} MB of memory.`,
    );
  },
};

/** The labeled texts of a file. @throws RequestError when there are none */
export async function readTexts(given: Arguments, file: string): Promise<LabeledText[]> {
  const texts = readLabeledTexts(file, await readText(file, maxDataBytes), {
    text: option(given, 'text-column'),
    pair: option(given, 'pair-column'),
    label: option(given, 'label-column'),
  });
  if (texts.length === 0) throw new RequestError(plain`"${file}" holds no labeled texts.`);
  return texts;
}

function taskOf(given: Arguments): ProblemType | undefined {
  const name = option(given, 'task');
  if (name === undefined) return undefined;
  const problemType = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (problemType === undefined) throw new UsageError(plain`--task takes one of ${Object.keys(tasks).join(', ')}.`);
  return problemType;
}

function optionsOf(given: Arguments, hiddenSize: number, examples: number): TrainingOptions {
  const layers = layersOf(text(given, 'layers', 'all'));
  const defaults = defaultTrainingOptions(hiddenSize, examples, layers);
  const mode = text(given, 'sift-mode', defaultSift.mode);
  if (mode !== 'improved' && mode !== 'faithful') throw new UsageError(plain`--sift-mode takes improved or faithful.`);
  const sift = {
    ...defaultSift,
    mode,
    weight: positive(given, 'sift-weight', defaultSift.weight),
    steps: number(given, 'sift-steps', defaultSift.steps, 1, 10),
  } as const;
  return { ...trainingSettings(given, defaults), layers, sift: given.values.sift === true ? sift : undefined };
}

function layersOf(value: string): TrainingOptions['layers'] {
  if (value === 'head' || value === 'all') return value;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1)
    throw new UsageError(plain`--layers takes head, all, or how many of the last ones.`);
  return count;
}

/** A classifier's quality in lines for a terminal. */
export function describeEvaluation(
  evaluation: Evaluation,
  problemType: ProblemType,
  labels: readonly string[],
  calibration?: Calibration,
): readonly string[] {
  const { examples, loss, accuracy, macroF1, interval, confusion, f1 } = evaluation;
  const [low, high] = interval.map((value) => value.toFixed(3));
  const isNumber = problemType === 'regression';
  const lines = [
    `${examples} examples, loss ${loss.toFixed(4)}`,
    isNumber ? `R² ${accuracy.toFixed(3)}` : `accuracy ${accuracy.toFixed(3)}`,
    `${isNumber ? 'correlation' : 'macro-F1'} ${macroF1.toFixed(3)} (95 %: ${low} to ${high})`,
  ];
  const unmeasured = unmeasuredLabels(evaluation, labels);
  if (unmeasured !== undefined) lines.push(unmeasured);
  if (calibration !== undefined) {
    const { temperature, errorBefore, errorAfter } = calibration;
    lines.push(
      `calibration error ${errorBefore.toFixed(3)}, at temperature ${temperature.toFixed(2)} ${errorAfter.toFixed(3)}`,
    );
  }
  const width = Math.max(0, ...labels.map(({ length }) => length));
  labels.forEach((label, id) => {
    const row = confusion[id]?.map((count) => String(count).padStart(6)).join('') ?? '';
    const score = f1[id];
    if (score !== undefined)
      lines.push(
        `  ${label.padEnd(width)}  F1 ${score === null ? '–, no held-out texts' : `${score.toFixed(3)} ${row}`}`,
      );
  });
  return lines;
}
