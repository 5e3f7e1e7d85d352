import * as vscode from 'vscode';
import type { ResultTable } from '../../features/classification/exportResults';
import type { ClassifiedText } from '../../features/classification/resultStore';
import { leadingScore, type ResultNode } from '../../features/classification/resultTree';
import { bar, scoreText } from '../../features/classification/scoreBar';
import { noneOfThese, ranked } from '../../features/classification/verdict';
import { commandIds } from '../ids';
import { labelColor } from './labelColors';

/** How a line of the results looks: a score with its bar beside each label and text, a colour a label. */
export function resultItem(node: ResultNode, table: ResultTable): vscode.TreeItem {
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

function distributionItem(texts: number, { model, method }: ResultTable): vscode.TreeItem {
  const item = new vscode.TreeItem('Distribution', vscode.TreeItemCollapsibleState.Expanded);
  item.id = 'distribution';
  item.iconPath = new vscode.ThemeIcon('graph');
  item.description = `${texts.toLocaleString()} · ${model}`;
  item.tooltip = { trained: 'The model’s own labels', nli: 'By entailment', cloze: 'By cloze' }[method];
  return item;
}

function countItem({ count, mean }: Extract<ResultNode, { kind: 'count' }>, table: ResultTable): vscode.TreeItem {
  const item = new vscode.TreeItem(count.label, vscode.TreeItemCollapsibleState.None);
  item.id = `count:${count.label}`;
  item.iconPath = icon(table, count.label);
  item.description =
    mean === undefined
      ? `${bar(count.share)} ${(100 * count.share).toFixed(0)} % · ${count.count.toLocaleString()}`
      : `mean ${mean.toPrecision(4)}`;
  item.contextValue = 'count';
  item.tooltip = 'Show only these';
  item.command = { command: commandIds.filterResultsByLabel, title: 'Show Only These', arguments: [count.label] };
  return item;
}

function fileItem({ file, shown }: Extract<ResultNode, { kind: 'file' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(file.name, vscode.TreeItemCollapsibleState.Expanded);
  const uri = vscode.Uri.parse(file.uri);
  item.id = file.uri;
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.label = file.name.split('/').at(-1);
  const folder = file.name.split('/').slice(0, -1).join('/');
  item.description = `${folder === '' ? '' : `${folder} · `}${shown.length.toLocaleString()}`;
  item.tooltip = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  item.contextValue = 'file';
  return item;
}

function textItem({ file, text, held }: Extract<ResultNode, { kind: 'text' }>, table: ResultTable): vscode.TreeItem {
  const item = new vscode.TreeItem(text.text, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${file.uri}#${text.start}-${text.end}`;
  const leading = leadingScore(table, text, held);
  const share = table.scoring === 'regression' ? '' : ` ${bar(leading)}`;
  item.description = `${held.join(', ')}${share} ${scoreText(leading, table.scoring)}`;
  item.iconPath = icon(table, held[0] ?? noneOfThese);
  item.tooltip = scoresTooltip(text, table);
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
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.iconPath = icon(table, label);
  item.description = `${table.scoring === 'regression' ? '' : `${bar(score)} `}${scoreText(score, table.scoring)}`;
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
  return tooltip;
}

function icon({ labels }: ResultTable, label: string): vscode.ThemeIcon {
  const index = labels.indexOf(label);
  return index < 0 ? new vscode.ThemeIcon('circle-outline') : new vscode.ThemeIcon('circle-filled', labelColor(index));
}
