import type { SkippedFile } from '../../../results/fileStore';
import { ResultList, type MoreNode } from '../../../results/resultList';
import type { FoundPlace } from './foundPlaces';

/** In which order places are listed. */
export type PlaceOrder = 'best' | 'position';

/** A line of the results. `wordsAlone` says that no model has read the passages. */
export type PlaceNode =
  | { readonly kind: 'wordsAlone' | 'noMatch' }
  | { readonly kind: 'place' | 'passage'; readonly place: FoundPlace }
  | MoreNode
  | { readonly kind: 'skipped'; readonly files: readonly SkippedFile[] }
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

/** What was found for a question. */
export interface Findings {
  /** Best first. */
  readonly places: readonly FoundPlace[];
  readonly skipped: readonly SkippedFile[];
  readonly hasModel: boolean;
}

/** What was found as a list: places → the passage around an answer. */
export class PlaceList extends ResultList<PlaceOrder, PlaceNode> {
  constructor(private readonly findings: () => Findings) {
    super('best');
  }

  /** The places that the filter lets through, in order. */
  get places(): readonly FoundPlace[] {
    const passed = this.findings().places.filter(({ passage, name }) => this.passesText(passage.text, name));
    if (this.order === 'best') return passed;
    return passed.sort((a, b) => (a.name === b.name ? a.start - b.start : a.name < b.name ? -1 : 1));
  }

  get shown(): number {
    return this.places.length;
  }

  children(node?: PlaceNode): PlaceNode[] {
    switch (node?.kind) {
      case undefined:
        return this.#top();
      case 'place':
        return [{ kind: 'passage', place: node.place }];
      case 'skipped':
        return this.listed<PlaceNode>(
          node.files.map((file) => ({ kind: 'skippedFile', file })),
          'skipped',
        );
      case 'wordsAlone':
      case 'noMatch':
      case 'passage':
      case 'more':
      case 'skippedFile':
        return [];
    }
  }

  #top(): PlaceNode[] {
    const { places: all, skipped, hasModel } = this.findings();
    const shown = this.places.map((place): PlaceNode => ({ kind: 'place', place }));
    return [
      ...(all.length > 0 && !hasModel ? [{ kind: 'wordsAlone' as const }] : []),
      ...(all.length > 0 && shown.length === 0 ? [{ kind: 'noMatch' as const }] : []),
      ...shown,
      ...(skipped.length > 0 ? [{ kind: 'skipped' as const, files: skipped }] : []),
    ];
  }
}
