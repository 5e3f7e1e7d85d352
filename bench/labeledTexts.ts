import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** With which words, one a class, and in which template a model is asked. */
export interface Wording {
  readonly labels: readonly string[];
  readonly template: string;
}

/** Labeled sentences of a public test set, and the label words and template with which a model is asked for them. */
export interface LabeledTexts {
  readonly name: string;
  /** `plain`: the classes' own names, fixed beforehand; `chosen`: the best on 1,000 development texts. */
  readonly wordings: Readonly<Record<'plain' | 'chosen', Wording>>;
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

/** A text whose tokens are set apart by spaces, with its punctuation where a writer sets it. */
function joined(text: string): string {
  return text.trim().replace(/ ([?.!,;:'])/g, '$1');
}

/** TREC question types; classes in the file: 0 description, 1 entity, 2 abbreviation, 3 human, 4 location, 5 number. */
export function trec(part: 'train' | 'test'): LabeledTexts {
  return {
    name: `TREC-6 ${part}`,
    wordings: {
      plain: {
        labels: ['description', 'thing', 'abbreviation', 'person', 'place', 'number'],
        template: '{text} The answer is a {label}.',
      },
      chosen: {
        labels: ['reason', 'book', 'short', 'actor', 'city', 'percent'],
        template: 'I asked about the {label}. {text}',
      },
    },
    texts: lines(`trec/TREC.${part}.all`).map((line) => ({ text: joined(line.slice(2)), gold: [Number(line[0])] })),
  };
}

export function sst2(part: 'train' | 'dev' | 'test'): LabeledTexts {
  return {
    name: `SST-2 ${part}`,
    wordings: {
      plain: { labels: ['bad', 'good'], template: '{text} It was {label}.' },
      chosen: { labels: ['worse', 'excellent'], template: '{text} and {label}.' },
    },
    texts: utf8Lines(`sst2/${part}.tsv`)
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([text = '', label]) => ({ text: joined(text), gold: [Number(label)] })),
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

export function goEmotions(part: 'train' | 'dev' | 'test'): LabeledTexts {
  const labels = Object.keys(groups);
  const groupOf = utf8Lines('goemotions/labels.txt').map((label) =>
    labels.findIndex((group) => groups[group]!.split(' ').includes(label.trim())),
  );
  return {
    name: `GoEmotions (7 groups) ${part}`,
    wordings: {
      plain: { labels, template: '{text} I feel {label}.' },
      chosen: {
        labels: ['anger', 'disgust', 'danger', 'happy', 'disappointed', 'wonder', 'facts'],
        template: '{label}! {text}',
      },
    },
    texts: utf8Lines(`goemotions/${part}.tsv`)
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([text = '', ids = '']) => ({ text, gold: [...new Set(ids.split(',').map((id) => groupOf[Number(id)]!))] })),
  };
}

export const hasEvaluationData = existsSync(evaluationFolder);
