import type * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import type { ShownResults } from '../../../editor/results/shownResults';
import { tableFormats, type TableFormat } from '../../../results/tableFormats';
import { exportPlaces } from '../core/exportPlaces';
import { PlaceList, type PlaceNode, type PlaceOrder } from '../core/placeList';
import type { AskRun } from './askRun';
import { placeItem, placeTooltip } from './placeItems';

/** What the results view shows of a question. */
export class AskResults implements ShownResults<PlaceNode> {
  readonly kind = 'answers';
  readonly title = 'Answers';
  readonly list: PlaceList;
  readonly orders: readonly { readonly label: string; readonly order: PlaceOrder }[] = [
    { label: 'Best first', order: 'best' },
    { label: 'By position', order: 'position' },
  ];
  readonly exported = {
    name: 'answers',
    formats: tableFormats,
    pieces: (format: string) => this.#pieces(format as TableFormat),
  };

  constructor(readonly run: AskRun) {
    this.list = new PlaceList(() => run.findings);
  }

  get description(): string | undefined {
    return this.run.current?.question;
  }

  get hasResults(): boolean {
    return this.run.findings.places.length > 0;
  }

  item(node: PlaceNode): vscode.TreeItem {
    return placeItem(node);
  }

  tooltip(node: PlaceNode): vscode.MarkdownString | undefined {
    return node.kind === 'place' ? placeTooltip(node.place) : undefined;
  }

  /** Why a part of a passage is the answer, or why a passage stands where it does; words alone have no model. */
  why(node: PlaceNode): ExplanationQuestion | undefined {
    const { current } = this.run;
    if (node.kind !== 'place' || current === undefined) return undefined;
    const { question, models } = current;
    const { foundBy, uri, passage, inPassage } = node.place;
    if (foundBy === 'words') return undefined;
    const model = models[foundBy]!;
    return {
      of:
        foundBy === 'reader'
          ? { kind: 'passage', text: passage.text, question, passage: inPassage }
          : { kind: 'label', text: question, textPair: passage.text },
      ...{ model, modelName: current[foundBy], document: uri, start: passage.start },
    };
  }

  #pieces(format: TableFormat): Iterable<string> {
    const { current } = this.run;
    return current === undefined ? [] : exportPlaces(format, current, this.list.places);
  }
}
