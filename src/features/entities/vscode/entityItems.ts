import * as vscode from 'vscode';
import { commandIds } from '../../../editor/ids';
import { percent } from '../../../editor/percent';
import { labelColor } from '../../../editor/results/labelColors';
import { moreRow, noMatchRow, revealCommand, skippedFileRow, skippedRow } from '../../../editor/results/resultRows';
import { treeItem } from '../../../editor/ui/items';
import { counted } from '../../../results/runMessage';
import type { EntityNode, EntityPlace } from '../core/entityTree';

/** Characters around an entity that a line shows, on each side. */
const maxContext = 60;

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** How a line of the results looks: a color a label; counts, scores and what stands around beside. */
export function entityItem(node: EntityNode, labels: readonly string[]): vscode.TreeItem {
  switch (node.kind) {
    case 'label':
      return labelItem(node, labels);
    case 'entity':
      return groupItem(node);
    case 'place':
      return placeItem(node);
    case 'noMatch':
      return noMatchRow();
    case 'more':
      return moreRow(node);
    case 'skipped':
      return skippedRow(node.files);
    case 'skippedFile':
      return skippedFileRow(node.file);
  }
}

function labelItem(
  { group: { label, count, entities } }: Extract<EntityNode, { kind: 'label' }>,
  labels: readonly string[],
): vscode.TreeItem {
  const what = entities.length === 1 ? '1 entity' : `${entities.length.toLocaleString()} entities`;
  const description = `${what} · ${counted(count, 'place')}`;
  return treeItem({
    id: `label:${label}`,
    label,
    description,
    collapsibleState: Expanded,
    iconPath: new vscode.ThemeIcon('circle-filled', labelColor(Math.max(0, labels.indexOf(label)))),
    contextValue: 'label',
    tooltip: 'Show only these, or all again',
    spoken: `${label}: ${what}, ${counted(count, 'place')}`,
    command: { command: commandIds.filterResultsByLabel, title: 'Show Only These', arguments: [label] },
  });
}

function groupItem({
  label,
  group: { text, score, places },
}: Extract<EntityNode, { kind: 'entity' }>): vscode.TreeItem {
  const count = counted(places.length, 'place');
  return treeItem({
    id: `entity:${label}:${text}`,
    label: text,
    description: `${percent(score)} · ${count}`,
    collapsibleState: Collapsed,
    contextValue: 'entity',
    tooltip: text,
    spoken: `${text}: ${percent(score)}, ${count}`,
  });
}

function placeItem({ place }: Extract<EntityNode, { kind: 'place' }>): vscode.TreeItem {
  const { file, line, start, end, score, label } = place;
  const around = contextOf(place);
  return treeItem({
    id: `place:${file.uri}#${start}-${end}:${label}`,
    label: `${file.name}:${line}`,
    description: `${percent(score)} · ${around}`,
    contextValue: 'place',
    tooltip: around,
    spoken: `${file.name}, line ${line}, ${percent(score)}: ${around}`,
    command: revealCommand(file.uri, start, end),
  });
}

function contextOf({ unit: { text: whole }, at, text }: EntityPlace): string {
  const from = Math.max(0, at - maxContext);
  const to = Math.min(whole.length, at + text.length + maxContext);
  return `${from > 0 ? '…' : ''}${whole.slice(from, to)}${to < whole.length ? '…' : ''}`;
}
