/** What is listed; all results where nothing is set. */
export interface ResultFilter {
  /** Results with this label. */
  readonly label?: string;
  /** Results whose text holds this, in any case of letters. */
  readonly text?: string;
}

/** A line that stands for those of a list that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  /** Key of the list. */
  readonly of: string;
  readonly count: number;
}

/** Lines to list at first and again on request: large trees are slow. Exports have them all. */
const listStep = 1000;

/** Which results are listed, in which order, and how many lines of each list. */
export abstract class ResultList<Order extends string, N> {
  filter: ResultFilter = {};
  /** How often more lines were asked for, by the list's key. */
  readonly #more = new Map<string, number>();

  constructor(public order: Order) {}

  get isFiltered(): boolean {
    return this.filter.label !== undefined || this.filter.text !== undefined;
  }

  /** As at first: everything passes, and long lists are short again. */
  reset(): void {
    this.filter = {};
    this.#more.clear();
  }

  /** Lists as many lines more of what a node `more` is of. */
  showMore(of: string): void {
    this.#more.set(of, (this.#more.get(of) ?? 0) + 1);
  }

  /** How many results the filter lets through. */
  abstract get shown(): number;

  /** The children of a node, or the top of the tree. */
  abstract children(node?: N): readonly N[];

  /** Whether one of the texts holds what the filter asks for. */
  protected passesText(...texts: readonly string[]): boolean {
    const part = this.filter.text?.toLowerCase();
    return part === undefined || texts.some((text) => text.toLowerCase().includes(part));
  }

  /** As many lines as are listed, and how many are not. */
  protected listed<L>(nodes: readonly L[], of: string): (L | MoreNode)[] {
    const most = listStep * (1 + (this.#more.get(of) ?? 0));
    if (nodes.length <= most) return [...nodes];
    return [...nodes.slice(0, most), { kind: 'more', of, count: nodes.length - most }];
  }
}
