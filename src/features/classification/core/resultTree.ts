import type { ResultTable } from './exportResults';
import type { LabelCount } from './labelCounts';
import type { ClassifiedText, FileResults, ResultStore, SkippedFile } from './resultStore';
import { roughGuess } from './roughGuess';
import { confidence, passing, ranked, verdict } from './verdict';

/** In which order texts are shown in their file, and files among each other. */
export type ResultOrder = 'position' | 'surest' | 'leastSure';

/** What is shown; all of it where nothing is set. */
export interface ResultFilter {
  /** Texts for which this label holds, or `none of these`. */
  readonly label?: string;
  /** Texts that hold this, in any case of letters. */
  readonly text?: string;
}

/** Texts of a file, or files, to list at first and again on request: large trees are slow. Exports have them all. */
const listStep = 1000;

/** More files than this begin closed. */
const maxOpenFiles = 20;

/** A line of the results. `more` stands for lines that are not listed yet. */
export type ResultNode =
  | { readonly kind: 'betterLabels' | 'noMatch' }
  | { readonly kind: 'distribution'; readonly texts: number; readonly counts: readonly LabelCount[] }
  | {
      readonly kind: 'count';
      /** The label's index; after all labels, none of these. */
      readonly index: number;
      readonly count: LabelCount;
      readonly texts: number;
      readonly mean?: number;
    }
  | {
      readonly kind: 'file';
      readonly file: FileResults;
      readonly shown: readonly ClassifiedText[];
      /** Whether files begin closed because there are many. */
      readonly isOneOfMany: boolean;
    }
  | {
      readonly kind: 'text';
      readonly file: FileResults;
      readonly text: ClassifiedText;
      readonly held: readonly string[];
    }
  | { readonly kind: 'score'; readonly label: string; readonly score: number }
  | { readonly kind: 'more'; readonly of: string; readonly count: number }
  | { readonly kind: 'skipped'; readonly files: readonly SkippedFile[] }
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

/** The results as a tree: distribution and files → texts → labels. */
export class ResultTree {
  filter: ResultFilter = {};
  order: ResultOrder = 'position';
  /** How often more lines were asked for, by what they are of. */
  readonly #more = new Map<string, number>();

  constructor(private readonly store: ResultStore) {}

  /** Lists as many lines more of what a node `more` is of. */
  showMore(of: string): void {
    this.#more.set(of, (this.#more.get(of) ?? 0) + 1);
  }

  get isFiltered(): boolean {
    return this.filter.label !== undefined || this.filter.text !== undefined;
  }

  /** How many texts the filter lets through. */
  get shown(): number {
    return this.#shownFiles().reduce((sum, { shown }) => sum + shown.length, 0);
  }

  /** As at first: everything passes, and long lists are short again. */
  reset(): void {
    this.filter = {};
    this.#more.clear();
  }

  /** The children of a node, or the top of the tree. */
  children(node?: ResultNode): ResultNode[] {
    if (node === undefined) return this.#top();
    if (node.kind === 'skipped')
      return this.#listed(
        node.files.map((file) => ({ kind: 'skippedFile', file })),
        'skipped',
      );
    const { table } = this.store;
    if (table === undefined) return [];
    switch (node.kind) {
      case 'distribution':
        return this.#counts(table, node.counts);
      case 'file':
        return this.#listed(
          node.shown.map((text) => ({ kind: 'text', file: node.file, text, held: heldBy(table, text) })),
          node.file.uri,
        );
      case 'text':
        return ranked(node.text.scores).map((label) => ({
          kind: 'score',
          label: table.labels[label]!,
          score: node.text.scores[label]!,
        }));
      case 'betterLabels':
      case 'noMatch':
      case 'count':
      case 'score':
      case 'more':
      case 'skippedFile':
        return [];
    }
  }

  /** All texts that the filter lets through, with their files, in order. */
  *texts(): Generator<{ readonly file: FileResults; readonly text: ClassifiedText }> {
    for (const { file, shown } of this.#shownFiles()) for (const text of shown) yield { file, text };
  }

  #top(): ResultNode[] {
    const { counts, skipped, table } = this.store;
    const rest: ResultNode[] = skipped.length > 0 ? [{ kind: 'skipped', files: skipped }] : [];
    if (counts === undefined || table === undefined) return rest;
    const files = this.#shownFiles();
    const advice: ResultNode[] = roughGuess(table.method) === undefined ? [] : [{ kind: 'betterLabels' }];
    const nothing: ResultNode[] = files.length === 0 && this.isFiltered ? [{ kind: 'noMatch' }] : [];
    const distribution = { kind: 'distribution' as const, texts: counts.texts, counts: counts.distribution() };
    return [...advice, distribution, ...nothing, ...this.#listed(files, 'files'), ...rest];
  }

  /** As many lines as are listed, and how many are not. */
  #listed(nodes: readonly ResultNode[], of: string): ResultNode[] {
    const most = listStep * (1 + (this.#more.get(of) ?? 0));
    if (nodes.length <= most) return [...nodes];
    return [...nodes.slice(0, most), { kind: 'more', of, count: nodes.length - most }];
  }

  #counts({ problemType }: ResultTable, counts: readonly LabelCount[]): ResultNode[] {
    const means = problemType === 'regression' ? this.store.counts?.means() : undefined;
    const texts = this.store.counts?.texts ?? 0;
    return counts.map((count, index) => ({ kind: 'count', index, count, texts, mean: means?.[index] }));
  }

  #shownFiles(): Extract<ResultNode, { kind: 'file' }>[] {
    const all = this.store.files;
    const isOneOfMany = all.length > maxOpenFiles;
    const files = all
      .map((file) => ({
        kind: 'file' as const,
        file,
        isOneOfMany,
        shown: this.#inOrder(file.texts.filter((text) => this.#passes(text))),
      }))
      .filter(({ shown }) => shown.length > 0);
    if (this.order === 'position') return files;
    const sign = this.order === 'surest' ? -1 : 1;
    const first = ({ shown }: (typeof files)[number]) => confidence(shown[0]!.scores);
    return files.sort((a, b) => sign * (first(a) - first(b)));
  }

  #passes(text: ClassifiedText): boolean {
    const { label, text: part } = this.filter;
    if (part !== undefined && !text.text.toLowerCase().includes(part.toLowerCase())) return false;
    return label === undefined || heldBy(this.store.table!, text).includes(label);
  }

  #inOrder(texts: readonly ClassifiedText[]): readonly ClassifiedText[] {
    if (this.order === 'position') return texts;
    const sign = this.order === 'surest' ? -1 : 1;
    return [...texts].sort((a, b) => sign * (confidence(a.scores) - confidence(b.scores)) || a.start - b.start);
  }
}

/** The labels that hold for a text, or `none of these`. */
export function heldBy({ labels, problemType, threshold }: ResultTable, { scores }: ClassifiedText): readonly string[] {
  return verdict(labels, scores, problemType, threshold);
}

/** The score beside a text: that of the first label that holds, or the best one if none does. */
export function leadingScore({ problemType, threshold }: ResultTable, { scores }: ClassifiedText): number {
  const [label] = passing(scores, problemType, threshold);
  return label === undefined ? confidence(scores) : scores[label]!;
}
