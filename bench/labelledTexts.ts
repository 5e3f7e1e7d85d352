import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Labelled sentences of a public test set, and the label words and template with which a model is asked for them. */
export interface LabelledTexts {
  readonly name: string;
  /** Words put into the template, one a class. */
  readonly labels: readonly string[];
  readonly template: string;
  /** `gold` are indices of `labels`; a text counts as right when its answer is among them. */
  readonly texts: readonly { readonly text: string; readonly gold: readonly number[] }[];
}

export const evaluationFolder = path.join(__dirname, '../../shared/evaluation');

function lines(file: string): string[] {
  return readFileSync(path.join(evaluationFolder, file), 'latin1')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function utf8Lines(file: string): string[] {
  return readFileSync(path.join(evaluationFolder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** TREC question types; classes in the file: 0 description, 1 entity, 2 abbreviation, 3 human, 4 location, 5 number. */
export function trec(part: 'train' | 'test'): LabelledTexts {
  return {
    name: `TREC-6 ${part}`,
    labels: ['description', 'thing', 'abbreviation', 'person', 'place', 'number'],
    template: '{text} The answer is a {label}.',
    texts: lines(`trec/TREC.${part}.all`).map((line) => ({ text: line.slice(2), gold: [Number(line[0])] })),
  };
}

export function sst2(part: 'train' | 'dev' | 'test'): LabelledTexts {
  return {
    name: `SST-2 ${part}`,
    labels: ['bad', 'good'],
    template: '{text} It was {label}.',
    texts: utf8Lines(`sst2/${part}.tsv`)
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([text = '', label]) => ({ text, gold: [Number(label)] })),
  };
}

/** GoEmotions' own grouping into six basic emotions and neutral. */
const groups: Readonly<Record<string, string>> = {
  anger: 'anger annoyance disapproval',
  disgust: 'disgust',
  fear: 'fear nervousness',
  joy: 'joy amusement approval excitement gratitude love optimism relief pride admiration desire caring',
  sadness: 'sadness disappointment embarrassment grief remorse',
  surprise: 'surprise realization confusion curiosity',
  neutral: 'neutral',
};

export function goEmotions(part: 'train' | 'dev' | 'test'): LabelledTexts {
  const labels = Object.keys(groups);
  const groupOf = utf8Lines('goemotions/labels.txt').map((label) =>
    labels.findIndex((group) => groups[group]!.split(' ').includes(label.trim())),
  );
  return {
    name: `GoEmotions (7 groups) ${part}`,
    labels,
    template: '{text} I feel {label}.',
    texts: utf8Lines(`goemotions/${part}.tsv`)
      .map((line) => line.split('\t'))
      .map(([text = '', ids = '']) => ({ text, gold: [...new Set(ids.split(',').map((id) => groupOf[Number(id)]!))] })),
  };
}

export const hasEvaluationData = existsSync(evaluationFolder);
