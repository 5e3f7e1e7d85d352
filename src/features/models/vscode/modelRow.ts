import type { EditorTask, ModelTask } from '../../../hub/catalog';

/** A row of the Models view, as plain data. */
export interface ModelRow {
  /** The same row in the next picture of the view. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  /** Name of a codicon, and of a color of the theme. */
  readonly icon?: string;
  readonly color?: string;
  /** Words by which package.json chooses menu entries. */
  readonly context: string;
  /** Each a name and a value. */
  readonly tooltip?: readonly (readonly [string, string])[];
  /** The model that the row's actions are about, and the task. */
  readonly model?: string;
  readonly revision?: string;
  readonly task?: EditorTask;
  /** Id of the command that a click runs, with this row as its argument. */
  readonly command?: string;
  readonly children?: readonly ModelRow[];
  /** Whether children are shown to begin with. */
  readonly isOpen?: boolean;
}

/** What a task is called, as a heading. */
export const taskTitles: Readonly<Record<ModelTask, string>> = {
  'fill-mask': 'Fill-mask',
  'odd-words': 'Odd words',
  classification: 'Classification',
  entities: 'Entities',
  answers: 'Answers to questions',
  ranking: 'Ranking of passages',
  checking: 'Source check',
  choices: 'Multiple choice',
};

export const taskIcons: Readonly<Record<ModelTask, string>> = {
  'fill-mask': 'whole-word',
  'odd-words': 'question',
  classification: 'tag',
  entities: 'symbol-key',
  answers: 'comment-discussion',
  ranking: 'sort-precedence',
  checking: 'law',
  choices: 'list-selection',
};
