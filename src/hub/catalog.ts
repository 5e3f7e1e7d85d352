import entries from '../../models/catalog.json';
import { plain, sentences, type PlainText } from '../base/plainText';
import { inability } from '../protocol/abilities';
import type { ModelHead } from '../protocol/engineApi';
import type { ModelLock } from './store/modelLock';

/** Tasks for which the editor has a model each, by a setting. */
export const editorTasks = ['fill-mask', 'odd-words', 'classification'] as const;

export type EditorTask = (typeof editorTasks)[number];

/** What models are trained for. */
export const modelTasks = [...editorTasks, 'entities', 'answers', 'choices'] as const;

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
  choices: ['choice'],
};

function isTrainedFor(task: ModelTask, abilities: readonly ModelHead[]): boolean {
  return headsOfTask[task].some((head) => abilities.includes(head));
}

/** The tasks that a model with these abilities is offered for. */
export function tasksOf(abilities: readonly ModelHead[]): readonly ModelTask[] {
  return modelTasks.filter((task) => isTrainedFor(task, abilities));
}

/** Whether a model does a task, with its own head or with the masked-LM head, which also judges words and labels. */
export function isAbleTo(task: ModelTask, abilities: readonly ModelHead[]): boolean {
  const isSharedTask = task === 'odd-words' || task === 'classification';
  return isTrainedFor(task, abilities) || (isSharedTask && abilities.includes('mlm'));
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
