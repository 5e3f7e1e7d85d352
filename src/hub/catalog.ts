import entries from '../../models/catalog.json';
import { plain, sentences, type PlainText } from '../base/plainText';
import { inability } from '../protocol/abilities';
import type { ModelHead } from '../protocol/engineApi';
import type { ModelLock } from './store/modelLock';

/** Tasks for which the editor has a model each, by a setting. */
export const editorTasks = [
  ...(['fill-mask', 'odd-words', 'classification'] as const),
  ...(['entities', 'answers', 'ranking', 'checking'] as const),
] as const;

export type EditorTask = (typeof editorTasks)[number];

/** What models are trained for. */
export const modelTasks = [...editorTasks, 'choices'] as const;

export type ModelTask = (typeof modelTasks)[number];

/** A published checkpoint, as its publisher describes it. What could not be confirmed is left out. */
export interface CatalogEntry {
  /** `owner/name`, or `owner/name@generator`. */
  readonly id: string;
  readonly task: ModelTask;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** As published: without the embeddings, which are 22 to 190 million more. */
  readonly backboneParameters?: number;
  readonly downloadBytes?: number;
  readonly license?: string;
  readonly languages?: string;
  /** What its publisher says it does not do. */
  readonly limits?: string;
}

/** The known published checkpoints by task, small ones first, unknown sizes last. Any other DeBERTa works too. */
export const catalog = entries as readonly CatalogEntry[];

/** What a model trained for a task has one of. */
const headsOfTask: Readonly<Record<ModelTask, readonly [ModelHead, ...ModelHead[]]>> = {
  'fill-mask': ['mlm'],
  'odd-words': ['rtd'],
  classification: ['classify', 'gliclass'],
  entities: ['tokens', 'gliner'],
  answers: ['qa'],
  ranking: ['classify'],
  checking: ['classify'],
  choices: ['choice'],
};

/** What a task does, and the kind of model that it needs, in words for a sentence. */
export const taskNeeds: Readonly<Record<ModelTask, { readonly does: string; readonly model: string }>> = {
  'fill-mask': { does: 'filling masks', model: 'a masked language model' },
  'odd-words': { does: 'finding odd words', model: 'a model with a replaced-token head' },
  classification: { does: 'classification', model: 'a classifier or an NLI model' },
  entities: { does: 'finding entities', model: 'a token classifier or a GLiNER' },
  answers: { does: 'answering questions', model: 'a model for extractive question answering' },
  ranking: { does: 'ranking passages', model: 'a reranker, which gives a question and a passage one score' },
  checking: { does: 'checking against a source', model: 'an NLI or fact-checking model' },
  choices: { does: 'multiple choice', model: 'a model for multiple choice' },
};

function isTrainedFor(task: ModelTask, abilities: readonly ModelHead[]): boolean {
  return headsOfTask[task].some((head) => abilities.includes(head));
}

/** The tasks that a model is offered for. Which classifiers rank or check texts, the catalog knows of its own. */
export function tasksOf({ id, abilities }: Pick<ModelLock, 'id' | 'abilities'>): readonly ModelTask[] {
  const listed = catalog.find((entry) => entry.id === id)?.task;
  const isKnown = (task: ModelTask) => task === listed || (task !== 'ranking' && task !== 'checking');
  return modelTasks.filter((task) => isKnown(task) && isTrainedFor(task, abilities));
}

/** Whether the model that fills masks does a task for which none is chosen. */
export function hasStandIn(task: ModelTask): boolean {
  return task === 'odd-words' || task === 'classification';
}

/** Whether a model does a task, with its own head or with the masked-LM head, which also judges words and labels. */
export function isAbleTo(task: ModelTask, abilities: readonly ModelHead[]): boolean {
  return isTrainedFor(task, abilities) || (hasStandIn(task) && abilities.includes('mlm'));
}

/** Why a model is not offered for a task, and one that is: its repository's generator, or the catalog's first. */
export function unableTo(
  task: ModelTask,
  id: string,
  { kind, abilities }: Pick<ModelLock, 'kind' | 'abilities'>,
): PlainText {
  const able = catalog.filter((entry) => entry.task === task);
  const other = able.find((entry) => entry.id.startsWith(`${id}@`)) ?? able[0];
  const what = inability(
    { name: id, kind: kind ?? 'a model without a head for it', heads: abilities },
    headsOfTask[task][0],
  );
  return other === undefined ? what : sentences(what, plain`Use ${other.id} instead.`);
}
