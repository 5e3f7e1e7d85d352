import * as vscode from 'vscode';
import type { ResultTable } from '../../features/classification/exportResults';
import type { ClassifiedText, SkippedFile } from '../../features/classification/resultStore';
import { leadingScore, type ResultNode } from '../../features/classification/resultTree';
import { methodTexts, roughGuess } from '../../features/classification/roughGuess';
import { scoreBar, scoreText } from '../../features/classification/scoreBar';
import { noneOfThese, ranked } from '../../features/classification/verdict';
import { commandIds, internalCommands } from '../ids';
import { labelColor } from './labelColors';

/** Characters of a text that a line shows. */
const mostShown = 300;

/** How a line of the results looks: a score with its bar beside each label and text, a colour a label. */
export function resultItem(node: ResultNode, table: ResultTable | undefined): vscode.TreeItem {
  if (node.kind === 'skipped') return skippedItem(node);
  if (node.kind === 'skippedFile') return skippedFileItem(node.file);
  if (node.kind === 'more') return moreItem(node);
  if (node.kind === 'betterLabels') return betterLabelsItem();
  if (node.kind === 'noMatch') return noMatchItem();
  // The results were cleared since the line was made.
  if (table === undefined) return new vscode.TreeItem('');
  switch (node.kind) {
    case 'distribution':
      return distributionItem(node.texts, table);
    case 'count':
      return countItem(node, table);
    case 'file':
      return fileItem(node);
    case 'text':
      return textItem(node, table);
    case 'score':
      return scoreItem(node, table);
  }
}

function betterLabelsItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Get better labels…');
  item.id = 'betterLabels';
  item.iconPath = new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('list.warningForeground'));
  item.description = 'label a few sentences, or get a model trained for this';
  item.command = { command: internalCommands.betterLabels, title: 'Get Better Labels' };
  return item;
}

function noMatchItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Nothing matches the filter');
  item.id = 'noMatch';
  item.iconPath = new vscode.ThemeIcon('filter');
  item.description = 'click to clear it';
  item.command = { command: commandIds.clearResultsFilter, title: 'Clear Filter' };
  return item;
}

function distributionItem(texts: number, { model, method }: ResultTable): vscode.TreeItem {
  const item = new vscode.TreeItem('Distribution', vscode.TreeItemCollapsibleState.Expanded);
  item.id = 'distribution';
  item.iconPath = new vscode.ThemeIcon('graph');
  item.description = `${texts.toLocaleString()} · ${model} · ${methodTexts[method]}`;
  item.tooltip = item.description;
  item.accessibilityInformation = {
    label: `Distribution of ${counted(texts, 'text')}, ${model}, ${methodTexts[method]}`,
  };
  return item;
}

function countItem(
  { count, mean, texts }: Extract<ResultNode, { kind: 'count' }>,
  table: ResultTable,
): vscode.TreeItem {
  const share =
    mean === undefined ? scoreBar(count.share, { ...table, scoring: 'exclusive' }) : `mean ${mean.toPrecision(4)}`;
  const spoken =
    mean === undefined
      ? `${count.count.toLocaleString()} of ${texts.toLocaleString()}, ${scoreText(count.share, 'exclusive')}`
      : share;
  const item = new vscode.TreeItem(`${share} ${count.label}`, vscode.TreeItemCollapsibleState.None);
  item.id = `count:${count.label}`;
  item.iconPath = icon(table, count.label);
  if (mean === undefined) item.description = count.count.toLocaleString();
  item.contextValue = 'count';
  item.tooltip = 'Show only these';
  item.accessibilityInformation = { label: `${count.label}: ${spoken}` };
  item.command = { command: commandIds.filterResultsByLabel, title: 'Show Only These', arguments: [count.label] };
  return item;
}

function fileItem({ file, shown, isOneOfMany }: Extract<ResultNode, { kind: 'file' }>): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(file.name, isOneOfMany ? Collapsed : Expanded);
  const uri = vscode.Uri.parse(file.uri);
  item.id = file.uri;
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.label = file.name.split('/').at(-1);
  const folder = file.name.split('/').slice(0, -1).join('/');
  item.description = `${folder === '' ? '' : `${folder} · `}${shown.length.toLocaleString()}`;
  item.tooltip = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  item.contextValue = 'file';
  item.accessibilityInformation = { label: `${file.name}: ${counted(shown.length, 'text')}` };
  return item;
}

function textItem({ file, text, held }: Extract<ResultNode, { kind: 'text' }>, table: ResultTable): vscode.TreeItem {
  const leading = leadingScore(table, text, held);
  // Bars stand below each other, and what a narrow view cuts off is the end of the text.
  const label = `${scoreBar(leading, table)} ${held.join(', ')}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${file.uri}#${text.start}-${text.end}`;
  item.description = text.text.length > mostShown ? `${text.text.slice(0, mostShown)}…` : text.text;
  item.iconPath = icon(table, held[0] ?? noneOfThese);
  item.contextValue = 'text';
  item.accessibilityInformation = { label: `${held.join(', ')}, ${scoreText(leading, table.scoring)}: ${text.text}` };
  item.command = {
    command: commandIds.revealResult,
    title: 'Reveal',
    arguments: [file.uri, text.start, text.end],
  };
  return item;
}

function scoreItem({ label, score }: Extract<ResultNode, { kind: 'score' }>, table: ResultTable): vscode.TreeItem {
  const item = new vscode.TreeItem(`${scoreBar(score, table)} ${label}`, vscode.TreeItemCollapsibleState.None);
  item.iconPath = icon(table, label);
  item.accessibilityInformation = { label: `${label}: ${scoreText(score, table.scoring)}` };
  return item;
}

function skippedItem({ files }: Extract<ResultNode, { kind: 'skipped' }>): vscode.TreeItem {
  const item = new vscode.TreeItem('Skipped', vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'skipped';
  item.iconPath = new vscode.ThemeIcon('circle-slash');
  item.description = counted(files.length, 'file');
  item.accessibilityInformation = { label: `Skipped: ${item.description}` };
  return item;
}

function skippedFileItem({ name, why }: SkippedFile): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.description = why;
  item.tooltip = `${name}: ${why}`;
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

function moreItem({ of, count }: Extract<ResultNode, { kind: 'more' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(`… ${count.toLocaleString()} more`);
  item.id = `more:${of}`;
  item.tooltip = 'List more of them. An export has all.';
  item.accessibilityInformation = { label: `List more: ${counted(count, 'line')} not shown` };
  item.command = { command: commandIds.showMoreResults, title: 'List More', arguments: [of] };
  return item;
}

/** All scores of a text, best first, as a table; the text itself is shown as it is, never as markup. */
export function scoresTooltip({ text, scores, truncated }: ClassifiedText, table: ResultTable): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('| | |\n| --- | ---: |\n');
  for (const label of ranked(scores)) {
    tooltip.appendMarkdown('| ').appendText(table.labels[label]!.replaceAll('|', '¦'));
    tooltip.appendMarkdown(` | ${scoreText(scores[label]!, table.scoring)} |\n`);
  }
  tooltip.appendMarkdown('\n').appendText(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  if (truncated) tooltip.appendMarkdown('\n\n*Only its beginning was read.*');
  const guess = roughGuess(table.method);
  if (guess !== undefined) tooltip.appendMarkdown(`\n\n*${guess}*`);
  return tooltip;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString()} ${what}${count === 1 ? '' : 's'}`;
}

function icon({ labels }: ResultTable, label: string): vscode.ThemeIcon {
  const index = labels.indexOf(label);
  return index < 0 ? new vscode.ThemeIcon('circle-outline') : new vscode.ThemeIcon('circle-filled', labelColor(index));
}
