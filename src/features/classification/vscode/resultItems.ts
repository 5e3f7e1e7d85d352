import * as vscode from 'vscode';
import { plainText } from '../../../base/plainText';
import { tableTooltip } from '../../../editor/ui/markdown';
import { treeItem } from '../../../editor/ui/items';
import { labelColor } from '../../../editor/results/labelColors';
import {
  fileRow,
  moreRow,
  noMatchRow,
  revealCommand,
  skippedFileRow,
  skippedRow,
} from '../../../editor/results/resultRows';
import { counted } from '../../../results/runMessage';
import type { ResultTable } from '../core/exportResults';
import type { ClassifiedText } from '../core/resultStore';
import { leadingScore, type ResultNode } from '../core/resultTree';
import { methodTexts, roughGuess } from '../core/roughGuess';
import { scoreBar, scoreText } from '../core/scoreBar';
import { noneOfThese, ranked } from '../core/verdict';
import { commandIds, internalCommands } from '../../../editor/ids';

/** Characters of a text that a line shows. */
const maxShown = 300;
/** Characters of a text that a tooltip shows. */
const maxTooltipLength = 200;

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** How a line of the results looks: a score with its bar beside each label and text, a color a label. */
export function resultItem(node: ResultNode, table: ResultTable | undefined): vscode.TreeItem {
  if (node.kind === 'skipped') return skippedRow(node.files);
  if (node.kind === 'skippedFile') return skippedFileRow(node.file);
  if (node.kind === 'more') return moreRow(node);
  if (node.kind === 'betterLabels') return betterLabelsItem();
  if (node.kind === 'noMatch') return noMatchRow();
  // The results were cleared since the line was made.
  if (table === undefined) return treeItem({ label: '' });
  switch (node.kind) {
    case 'distribution':
      return distributionItem(node.texts, table);
    case 'count':
      return countItem(node, table);
    case 'file':
      return fileRow(node.file, node.shown.length, 'text', !node.isOneOfMany);
    case 'text':
      return textItem(node, table);
    case 'score':
      return scoreItem(node, table);
  }
}

function betterLabelsItem(): vscode.TreeItem {
  return treeItem({
    id: 'betterLabels',
    label: 'Get better labels…',
    description: 'label a few sentences, or get a model trained for this',
    iconPath: new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('list.warningForeground')),
    command: { command: internalCommands.betterLabels, title: 'Get Better Labels' },
  });
}

function distributionItem(texts: number, { model, method }: ResultTable): vscode.TreeItem {
  const description = `${texts.toLocaleString()} · ${model} · ${methodTexts[method]}`;
  return treeItem({
    id: 'distribution',
    label: 'Distribution',
    description,
    collapsibleState: Expanded,
    iconPath: new vscode.ThemeIcon('graph'),
    tooltip: description,
    spoken: `Distribution of ${counted(texts, 'text')}, ${model}, ${methodTexts[method]}`,
  });
}

function countItem(
  { index, count, mean, texts }: Extract<ResultNode, { kind: 'count' }>,
  table: ResultTable,
): vscode.TreeItem {
  const share =
    mean === undefined
      ? scoreBar(count.share, { ...table, problemType: 'single_label_classification' })
      : `mean ${mean.toPrecision(4)}`;
  const spoken =
    mean === undefined
      ? `${count.count.toLocaleString()} of ${texts.toLocaleString()}, ${scoreText(count.share, 'single_label_classification')}`
      : share;
  return treeItem({
    id: `count:${index}`,
    label: `${share} ${count.label}`,
    description: mean === undefined ? count.count.toLocaleString() : undefined,
    iconPath: icon(table, count.label),
    contextValue: 'count',
    tooltip: 'Show only these',
    spoken: `${count.label}: ${spoken}`,
    command: { command: commandIds.filterResultsByLabel, title: 'Show Only These', arguments: [count.label] },
  });
}

function textItem({ file, text, held }: Extract<ResultNode, { kind: 'text' }>, table: ResultTable): vscode.TreeItem {
  const leading = leadingScore(table, text);
  const labels = held.join(', ');
  return treeItem({
    id: `${file.uri}#${text.start}-${text.end}`,
    // Bars stand below each other, and what a narrow view cuts off is the end of the text.
    label: `${scoreBar(leading, table)} ${labels}`,
    description: text.text.length > maxShown ? `${text.text.slice(0, maxShown)}…` : text.text,
    collapsibleState: Collapsed,
    iconPath: icon(table, held[0] ?? noneOfThese),
    contextValue: 'text',
    spoken: `${labels}, ${scoreText(leading, table.problemType)}: ${text.text}`,
    command: revealCommand(file.uri, text.start, text.end),
  });
}

function scoreItem({ label, score }: Extract<ResultNode, { kind: 'score' }>, table: ResultTable): vscode.TreeItem {
  return treeItem({
    label: `${scoreBar(score, table)} ${label}`,
    iconPath: icon(table, label),
    spoken: `${label}: ${scoreText(score, table.problemType)}`,
  });
}

/** All scores of a text, best first, as a table; the text itself below. */
export function scoresTooltip({ text, scores, truncated }: ClassifiedText, table: ResultTable): vscode.MarkdownString {
  return tableTooltip(
    ranked(scores).map((label) => [table.labels[label]!, scoreText(scores[label]!, table.problemType)]),
    plainText(text, maxTooltipLength),
    truncated ? 'Only its beginning was read.' : '',
    roughGuess(table.method) ?? '',
  );
}

function icon({ labels }: ResultTable, label: string): vscode.ThemeIcon {
  const index = labels.indexOf(label);
  return index < 0 ? new vscode.ThemeIcon('circle-outline') : new vscode.ThemeIcon('circle-filled', labelColor(index));
}
