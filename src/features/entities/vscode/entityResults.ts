import type * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import type { ShownResults } from '../../../editor/results/shownResults';
import { EntityTree, type EntityNode, type EntityOrder, type EntityPlace } from '../core/entityTree';
import { exportFormats, exportRows } from '../core/exportEntities';
import { entityItem } from './entityItems';
import type { EntityRun } from './entityRun';
import { toggleEntityHighlights } from './entitySettings';

/** What the results view shows of entities: labels → entities → places. */
export class EntityResults implements ShownResults<EntityNode> {
  readonly kind = 'entities';
  readonly title = 'Entities';
  readonly list: EntityTree;
  readonly orders: readonly { readonly label: string; readonly order: EntityOrder }[] = [
    { label: 'Surest first', order: 'surest' },
    { label: 'Most places first', order: 'count' },
  ];
  readonly exported = {
    name: 'entities',
    formats: exportFormats,
    pieces: (format: string) => {
      const { current } = this.run;
      return exportRows(format as keyof typeof exportFormats, current?.modelName ?? '', this.list.rows());
    },
  };
  readonly toggleHighlights = toggleEntityHighlights;

  constructor(
    readonly run: EntityRun,
    isIgnored: (uri: string, text: string) => boolean,
  ) {
    this.list = new EntityTree(run.store, isIgnored);
  }

  get description(): string | undefined {
    return this.run.current?.name;
  }

  get hasResults(): boolean {
    return this.run.store.files.length > 0;
  }

  item(node: EntityNode): vscode.TreeItem {
    return entityItem(node, this.run.current?.labels ?? []);
  }

  why(node: EntityNode): ExplanationQuestion | undefined {
    return node.kind === 'place' ? this.whyAt(node.place) : undefined;
  }

  whyAt({ file, unit, at, text, label }: EntityPlace): ExplanationQuestion | undefined {
    const { current } = this.run;
    if (current === undefined) return undefined;
    const { request, modelName } = current;
    const entity = { start: at, end: at + text.length };
    return {
      of: { kind: 'entity', text: unit.text, entity, labels: request.labels, answer: label },
      ...{ model: request, modelName, document: file.uri, start: unit.start },
    };
  }
}
