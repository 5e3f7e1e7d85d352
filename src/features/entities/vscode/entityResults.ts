import type * as vscode from 'vscode';
import type { ShownResults } from '../../../editor/results/shownResults';
import { EntityTree, type EntityNode, type EntityOrder } from '../core/entityTree';
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
}
