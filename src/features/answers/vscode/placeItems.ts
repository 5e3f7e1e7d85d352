import * as vscode from 'vscode';
import { plainText } from '../../../base/plainText';
import { commandIds } from '../../../editor/ids';
import { percent } from '../../../editor/percent';
import { moreRow, noMatchRow, revealCommand, skippedFileRow, skippedRow } from '../../../editor/results/resultRows';
import { treeItem } from '../../../editor/ui/items';
import { linesTooltip } from '../../../editor/ui/markdown';
import type { FoundPlace } from '../core/foundPlaces';
import type { PlaceNode } from '../core/placeList';

/** Characters of a text that a line shows. */
const maxShown = 300;

const { Collapsed } = vscode.TreeItemCollapsibleState;

export function placeItem(node: PlaceNode): vscode.TreeItem {
  switch (node.kind) {
    case 'wordsAlone':
      return wordsAloneRow();
    case 'noMatch':
      return noMatchRow();
    case 'place':
      return placeRow(node.place);
    case 'passage':
      return passageRow(node.place);
    case 'more':
      return moreRow(node);
    case 'skipped':
      return skippedRow(node.files);
    case 'skippedFile':
      return skippedFileRow(node.file);
  }
}

/** All about a place. */
export function placeTooltip({ name, line, foundBy, score, text, passage }: FoundPlace): vscode.MarkdownString {
  const answer: [string, string][] = foundBy === 'reader' ? [['Answer', text]] : [];
  const ways = { reader: 'model for question answering', reranker: 'reranker', words: 'words' };
  return linesTooltip([
    ...answer,
    ['Place', `${name}:${line}`],
    ['Found by', ways[foundBy]],
    ['Score', scoreText(foundBy, score)],
    ['Passage', passage.text],
  ]);
}

function wordsAloneRow(): vscode.TreeItem {
  return treeItem({
    id: 'wordsAlone',
    label: 'Passages found by their words alone',
    description: 'choose a model that finds the answers in them',
    iconPath: new vscode.ThemeIcon('info'),
    command: { command: commandIds.chooseModel, title: 'Choose a Model', arguments: [{ task: 'answers' }] },
  });
}

function placeRow({ uri, name, start, end, line, text, score, foundBy }: FoundPlace): vscode.TreeItem {
  const isAnswer = foundBy === 'reader';
  const place = `${name}:${line}`;
  const given = scoreText(foundBy, score);
  return treeItem({
    id: `${uri}#${start}-${end}`,
    // What a narrow view cuts off is the end of a passage.
    label: isAnswer ? shown(text) : place,
    description: isAnswer ? `${place} · ${given}` : `${given} · ${shown(text)}`,
    collapsibleState: Collapsed,
    iconPath: new vscode.ThemeIcon(isAnswer ? 'comment' : 'note'),
    contextValue: 'place',
    spoken: `${isAnswer ? 'Answer' : 'Sentence'}, ${place}, ${given}: ${plainText(text, maxShown)}`,
    command: revealCommand(uri, start, end),
  });
}

function passageRow({ uri, passage }: FoundPlace): vscode.TreeItem {
  return treeItem({
    id: `${uri}#passage-${passage.start}-${passage.end}`,
    label: shown(passage.text),
    iconPath: new vscode.ThemeIcon('note'),
    tooltip: passage.text,
    spoken: `Its passage: ${plainText(passage.text, maxShown)}`,
    command: revealCommand(uri, passage.start, passage.end),
  });
}

function scoreText(foundBy: FoundPlace['foundBy'], score: number): string {
  return foundBy === 'reader' ? percent(score) : score.toFixed(2);
}

function shown(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
