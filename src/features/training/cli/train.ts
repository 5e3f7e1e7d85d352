import { print, printJson, notify } from '../../../terminal/terminal';
import { makeFolder } from '../../../base/files';
import { plain, plainText } from '../../../base/plainText';
import { type LabeledData, readLabeledData } from '../core/readLabeledData';
import { maxDataBytes } from '../../../prose/labeledTexts';
import { type EntityPlan, planData, trainingJob, type TrainingPlan } from '../core/trainingPlan';
import { RequestError } from '../../../protocol/errors';
import { defaultSift, type TrainingOptions } from '../../../protocol/training';
import type { ProblemType } from '../../../protocol/predictions';
import { defaultTrainingOptions } from '../../../protocol/trainingDefaults';
import { type Arguments, type OptionHelps, number, option, positive, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { describeEvaluation } from './describeEvaluation';
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
  data: ['FILE', 'labeled texts (.csv, .tsv, .jsonl) or tagged words (.conll, .jsonl)'],
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

/** `train`: fine-tunes a model on labeled texts, or on tagged words; resumes a training that was cut off. */
export const train: Command = {
  takes: 'MODEL',
  does: 'trains a classifier of your own, or a model that finds entities',
  options: {
    ...dataOptions,
    out: ['DIR', 'folder for the model'],
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
    const plan = await planOf(given);
    for (const warning of plan.warnings) notify(plainText(warning));
    const job = trainingJob(plan, {
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
      describeEvaluation({ ...report, evaluation: report.plain, calibration: undefined }).forEach(print);
      print('With SiFT:');
    }
    describeEvaluation(report).forEach(print);
    const megabytes = Math.round(report.peakMemory / 2 ** 20);
    const made = report.problemType === 'token_classification' ? 'model' : 'classifier';
    print(
      `${out}: the ${made}, from epoch ${report.bestEpoch} of ${report.options.epochs}; at most ${megabytes} MB of memory.`,
    );
  },
};

/** What there is to learn from, and to measure with. */
async function planOf(given: Arguments): Promise<TrainingPlan | EntityPlan> {
  const data = await readData(given, text(given, 'data'));
  const measured = option(given, 'eval');
  const problemType = taskOf(given);
  if (problemType !== undefined && data.kind === 'entities')
    throw new UsageError(plain`--task is for labeled texts, but the words of these have tags.`);
  const options = {
    heldOut: number(given, 'held-out', 0.2, 0, 1),
    seed: number(given, 'seed', 1, 0, 2 ** 31),
    limit: number(given, 'limit', data.texts.length, 1, data.texts.length),
    problemType,
  };
  return planData(data, options, measured === undefined ? undefined : await readData(given, measured));
}

/** The labeled texts of a file, or those with tagged words. @throws RequestError when there are none */
export async function readData(given: Arguments, file: string): Promise<LabeledData> {
  const data = readLabeledData(file, await readText(file, maxDataBytes), {
    text: option(given, 'text-column'),
    pair: option(given, 'pair-column'),
    label: option(given, 'label-column'),
  });
  if (data.texts.length === 0) throw new RequestError(plain`"${file}" holds no labeled texts.`);
  return data;
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
