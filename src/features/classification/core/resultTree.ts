import type { ResultTable } from './exportResults';
import type { LabelCount } from './labelCounts';
import type { FileResults, SkippedFile } from '../../../results/fileStore';
import { ResultList, type MoreNode } from '../../../results/resultList';
import type { ClassifiedText, ResultStore } from './resultStore';
import { roughGuess } from './roughGuess';
import { confidence, passing, ranked, verdict } from './verdict';

/** In which order texts are shown in their file, and files among each other. */
export type ResultOrder = 'position' | 'surest' | 'leastSure';

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
      readonly file: FileResults<ClassifiedText>;
      readonly shown: readonly ClassifiedText[];
      /** Whether files begin closed because there are many. */
      readonly isOneOfMany: boolean;
    }
  | {
      readonly kind: 'text';
      readonly file: FileResults<ClassifiedText>;
      readonly text: ClassifiedText;
      readonly held: readonly string[];
    }
  | {
      readonly kind: 'score';
      readonly file: FileResults<ClassifiedText>;
      readonly text: ClassifiedText;
      readonly label: string;
      readonly score: number;
    }
  | MoreNode
  | { readonly kind: 'skipped'; readonly files: readonly SkippedFile[] }
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

/** The results as a tree: distribution and files → texts → labels. */
export class ResultTree extends ResultList<ResultOrder, ResultNode> {
  constructor(private readonly store: ResultStore) {
    super('position');
  }

  /** How many texts the filter lets through. */
  get shown(): number {
    return this.#shownFiles().reduce((sum, { shown }) => sum + shown.length, 0);
  }

  /** The children of a node, or the top of the tree. */
  children(node?: ResultNode): ResultNode[] {
    if (node === undefined) return this.#top();
    if (node.kind === 'skipped')
      return this.listed<ResultNode>(
        node.files.map((file) => ({ kind: 'skippedFile', file })),
        'skipped',
      );
    const { table } = this.store;
    if (table === undefined) return [];
    switch (node.kind) {
      case 'distribution':
        return this.#counts(table, node.counts);
      case 'file':
        return this.listed<ResultNode>(
          node.shown.map((text) => ({ kind: 'text', file: node.file, text, held: heldBy(table, text) })),
          node.file.uri,
        );
      case 'text':
        return ranked(node.text.scores).map((label) => ({
          ...{ kind: 'score' as const, file: node.file, text: node.text },
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
  *texts(): Generator<{ readonly file: FileResults<ClassifiedText>; readonly text: ClassifiedText }> {
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
    return [...advice, distribution, ...nothing, ...this.listed(files, 'files'), ...rest];
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
    const { label } = this.filter;
    return this.passesText(text.text) && (label === undefined || heldBy(this.store.table!, text).includes(label));
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
