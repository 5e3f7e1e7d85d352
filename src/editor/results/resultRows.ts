import * as vscode from 'vscode';
import type { FileName, SkippedFile } from '../../results/fileStore';
import type { MoreNode } from '../../results/resultList';
import { counted } from '../../results/runMessage';
import { commandIds } from '../ids';
import { treeItem } from '../ui/items';

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** A file and how many results of it are listed; `what` is one of them, as in “text”. */
export function fileRow(
  { uri: address, name }: FileName,
  count: number,
  what: string,
  isOpen: boolean,
): vscode.TreeItem {
  const uri = vscode.Uri.parse(address);
  const [last = '', ...folders] = name.split('/').reverse();
  return treeItem({
    id: address,
    label: last,
    description: [folders.reverse().join('/'), count.toLocaleString()].filter(Boolean).join(' · '),
    collapsibleState: isOpen ? Expanded : Collapsed,
    resourceUri: uri,
    iconPath: vscode.ThemeIcon.File,
    tooltip: uri.scheme === 'file' ? uri.fsPath : uri.toString(true),
    contextValue: 'file',
    spoken: `${name}: ${counted(count, what)}`,
  });
}

export function noMatchRow(): vscode.TreeItem {
  return treeItem({
    id: 'noMatch',
    label: 'Nothing matches the filter',
    description: 'click to clear it',
    iconPath: new vscode.ThemeIcon('filter'),
    command: { command: commandIds.clearResultsFilter, title: 'Clear Filter' },
  });
}

export function skippedRow(files: readonly SkippedFile[]): vscode.TreeItem {
  const description = counted(files.length, 'file');
  return treeItem({
    id: 'skipped',
    label: 'Skipped',
    description,
    collapsibleState: Collapsed,
    iconPath: new vscode.ThemeIcon('circle-slash'),
    spoken: `Skipped: ${description}`,
  });
}

export function skippedFileRow({ name, why }: SkippedFile): vscode.TreeItem {
  const both = `${name}: ${why}`;
  return treeItem({ label: name, description: why, tooltip: both, spoken: both });
}

export function moreRow({ of, count }: MoreNode): vscode.TreeItem {
  return treeItem({
    id: `more:${of}`,
    label: `… ${count.toLocaleString()} more`,
    tooltip: 'Lists more. An export contains all.',
    spoken: `List more: ${counted(count, 'line')} not shown`,
    command: { command: commandIds.showMoreResults, title: 'List More', arguments: [of] },
  });
}

/** What a click on a result does: it opens the document and selects the part. */
export function revealCommand(uri: string, start: number, end: number): vscode.Command {
  return { command: commandIds.revealResult, title: 'Reveal', arguments: [uri, start, end] };
}
