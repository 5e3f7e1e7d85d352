import type { FileResults, SkippedFile } from '../../../results/fileStore';
import { ResultList, type MoreNode } from '../../../results/resultList';
import type { CheckStore, CheckedText } from './checkStore';
import type { Evidence } from './checkUnits';
import type { SourcePassage } from './sourceIndex';
import { verdicts, type Judgment, type Verdict } from './verdict';

/** In which order sentences are shown in their file, and files among each other. */
export type CheckOrder = 'position' | 'contradictedFirst';

/** More files than this begin closed. */
const maxOpenFiles = 20;

/** A line of the results: a verdict with its count, a file, a sentence, a passage. */
export type CheckNode =
  | { readonly kind: 'noMatch' }
  | { readonly kind: 'count'; readonly verdict: Verdict; readonly count: number; readonly total: number }
  | {
      readonly kind: 'file';
      readonly file: FileResults<CheckedText>;
      readonly shown: readonly JudgedText[];
      readonly isOneOfMany: boolean;
    }
  | { readonly kind: 'sentence'; readonly file: FileResults<CheckedText>; readonly sentence: JudgedText }
  | { readonly kind: 'passage'; readonly says: PassageRole; readonly evidence: Evidence<SourcePassage> }
  | MoreNode
  | { readonly kind: 'skipped'; readonly files: readonly SkippedFile[] }
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

/** What a passage is for a sentence. */
export type PassageRole = 'supported' | 'contradicted' | 'nearest';

export interface JudgedText {
  readonly text: CheckedText;
  readonly judgment: Judgment<SourcePassage>;
}

/** The passages that a verdict rests on, the deciding one first. */
export function passagesOfVerdict({ verdict, deciding, opposing }: Judgment<SourcePassage>) {
  const opposite = verdict === 'supported' ? 'contradicted' : 'supported';
  const passage = (says: PassageRole, evidence: Evidence<SourcePassage> | undefined) =>
    evidence === undefined ? [] : [{ says, evidence }];
  return [...passage(verdict === 'not found' ? 'nearest' : verdict, deciding), ...passage(opposite, opposing)];
}

/** The results as a tree: verdicts, and files → sentences → passages. */
export class CheckTree extends ResultList<CheckOrder, CheckNode> {
  constructor(private readonly store: CheckStore) {
    super('position');
  }

  /** How many sentences the filter lets through. */
  get shown(): number {
    return this.#shownFiles().reduce((sum, { shown }) => sum + shown.length, 0);
  }

  /** The children of a node, or the top of the tree. */
  children(node?: CheckNode): CheckNode[] {
    if (node === undefined) return this.#top();
    switch (node.kind) {
      case 'file':
        return this.listed<CheckNode>(
          node.shown.map((sentence) => ({ kind: 'sentence', file: node.file, sentence })),
          node.file.uri,
        );
      case 'sentence':
        return passagesOfVerdict(node.sentence.judgment).map((passage) => ({ kind: 'passage', ...passage }));
      case 'skipped':
        return this.listed<CheckNode>(
          node.files.map((file) => ({ kind: 'skippedFile', file })),
          'skipped',
        );
      case 'count':
      case 'passage':
      case 'skippedFile':
      case 'more':
      case 'noMatch':
        return [];
    }
  }

  /** All sentences that the filter lets through, with their files, in order. */
  *texts(): Generator<{ readonly file: FileResults<CheckedText>; readonly text: CheckedText }> {
    for (const { file, shown } of this.#shownFiles()) for (const { text } of shown) yield { file, text };
  }

  #top(): CheckNode[] {
    const { skipped, total } = this.store;
    const rest: CheckNode[] = skipped.length > 0 ? [{ kind: 'skipped', files: skipped }] : [];
    if (total === 0) return rest;
    const files = this.#shownFiles();
    const counts = verdicts.map((verdict) => ({
      ...{ kind: 'count' as const, verdict, total },
      count: this.store.count(verdict),
    }));
    const nothing: CheckNode[] = files.length === 0 && this.isFiltered ? [{ kind: 'noMatch' }] : [];
    return [...counts, ...nothing, ...this.listed<CheckNode>(files, 'files'), ...rest];
  }

  #shownFiles(): Extract<CheckNode, { kind: 'file' }>[] {
    const all = this.store.files;
    const files = all
      .map((file) => ({
        ...{ kind: 'file' as const, file, isOneOfMany: all.length > maxOpenFiles },
        shown: this.#inOrder(
          file.texts
            .map((text) => ({ text, judgment: this.store.judge(text) }))
            .filter((sentence) => this.#passes(sentence)),
        ),
      }))
      .filter(({ shown }) => shown.length > 0);
    return this.order === 'position' ? files : files.sort((a, b) => bySeverity(a.shown[0]!, b.shown[0]!));
  }

  #passes({ text, judgment }: JudgedText): boolean {
    const { label } = this.filter;
    const passages = passagesOfVerdict(judgment).map(({ evidence }) => evidence.passage.text);
    return this.passesText(text.text, ...passages) && (label === undefined || label === judgment.verdict);
  }

  #inOrder(sentences: JudgedText[]): readonly JudgedText[] {
    return this.order === 'position' ? sentences : sentences.sort(bySeverity);
  }
}

/** Contradicted before not found before supported, and the surest first. */
function bySeverity({ judgment: a }: JudgedText, { judgment: b }: JudgedText): number {
  return verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) || b.score - a.score;
}
