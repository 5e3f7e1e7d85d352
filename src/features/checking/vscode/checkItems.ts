import * as vscode from 'vscode';
import { capitalized } from '../../../base/word';
import { commandIds } from '../../../editor/ids';
import { percent } from '../../../editor/percent';
import type { MarkStyle } from '../../../editor/results/highlights';
import {
  fileRow,
  moreRow,
  noMatchRow,
  revealCommand,
  skippedFileRow,
  skippedRow,
} from '../../../editor/results/resultRows';
import { treeItem } from '../../../editor/ui/items';
import { linesTooltip } from '../../../editor/ui/markdown';
import { passagesOfVerdict, type CheckNode, type JudgedText, type PassageRole } from '../core/checkTree';
import type { Verdict } from '../core/verdict';

/** Characters of a text that a line shows. */
const maxShown = 300;

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** How a verdict looks: never by its color alone. In the order of `verdicts`. */
const looks: Readonly<Record<Verdict, MarkStyle & { readonly icon: string }>> = {
  contradicted: { icon: 'error', line: 'solid', color: new vscode.ThemeColor('editorError.foreground') },
  'not found': { icon: 'question', line: 'dashed', color: new vscode.ThemeColor('editorWarning.foreground') },
  supported: { icon: 'pass', line: 'dotted', color: new vscode.ThemeColor('charts.green') },
};

export const verdictStyles: readonly MarkStyle[] = Object.values(looks);

const roles: Readonly<Record<PassageRole, string>> = {
  supported: 'supports it',
  contradicted: 'contradicts it',
  nearest: 'is nearest',
};

export function checkItem(node: CheckNode): vscode.TreeItem {
  switch (node.kind) {
    case 'skipped':
      return skippedRow(node.files);
    case 'skippedFile':
      return skippedFileRow(node.file);
    case 'more':
      return moreRow(node);
    case 'noMatch':
      return noMatchRow();
    case 'count':
      return countItem(node);
    case 'file':
      return fileRow(node.file, node.shown.length, 'sentence', !node.isOneOfMany);
    case 'sentence':
      return sentenceItem(node);
    case 'passage':
      return passageItem(node);
  }
}

function countItem({ verdict, count, total }: Extract<CheckNode, { kind: 'count' }>): vscode.TreeItem {
  return treeItem({
    id: `count:${verdict}`,
    label: capitalized(verdict),
    description: `${count.toLocaleString()} of ${total.toLocaleString()}`,
    iconPath: icon(verdict),
    contextValue: 'count',
    tooltip: 'Show only these',
    spoken: `${verdict}: ${count.toLocaleString()} of ${total.toLocaleString()}`,
    command: { command: commandIds.filterResultsByLabel, title: 'Show Only These', arguments: [verdict] },
  });
}

function sentenceItem({ file, sentence }: Extract<CheckNode, { kind: 'sentence' }>): vscode.TreeItem {
  const { text, judgment } = sentence;
  const { verdict, score, deciding } = judgment;
  return treeItem({
    id: `${file.uri}#${text.start}-${text.end}`,
    label: `${percent(score)} ${verdict}`,
    description: shortened(text.text),
    collapsibleState: deciding === undefined ? None : Collapsed,
    iconPath: icon(verdict),
    contextValue: 'sentence',
    spoken: `${verdict}, ${percent(score)}: ${text.text}`,
    command: revealCommand(file.uri, text.start, text.end),
  });
}

function passageItem({ says, evidence }: Extract<CheckNode, { kind: 'passage' }>): vscode.TreeItem {
  const { passage, score } = evidence;
  const place = `${passage.file.name}:${passage.line}`;
  return treeItem({
    label: `${place} ${roles[says]}`,
    description: shortened(passage.text),
    iconPath: says === 'nearest' ? new vscode.ThemeIcon('quote') : icon(says),
    contextValue: 'passage',
    tooltip: `${place}, ${percent(score)}: ${passage.text}`,
    spoken: `${place} ${roles[says]}: ${passage.text}`,
    command: revealCommand(passage.file.uri, passage.start, passage.end),
  });
}

/** A verdict with its score and the passages that it rests on. */
export function verdictTooltip({ judgment }: JudgedText): vscode.MarkdownString {
  const passages = passagesOfVerdict(judgment).map(
    ({ says, evidence: { passage } }) => [`${passage.file.name}:${passage.line} ${roles[says]}`, passage.text] as const,
  );
  return linesTooltip([[capitalized(judgment.verdict), percent(judgment.score)], ...passages]);
}

function icon(verdict: Verdict): vscode.ThemeIcon {
  return new vscode.ThemeIcon(looks[verdict].icon, looks[verdict].color);
}

function shortened(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
