import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { TextRange } from '../../../protocol/text';
import { linesOf } from '../../../prose/dataLines';
import type { LabeledRange } from './entityRanges';

/** A text in which ranges are labeled, as a JSON object a line. */
interface EntityLine {
  readonly text: string;
  readonly entities: readonly LabeledRange[];
  /** The document that it comes from. */
  readonly source?: string;
}

/**
 * The lines of a file with one range of a text labeled, or without its label. The text's first line is changed, or one
 * is added at the end; all others stay as they are. A text that has lost its last entity stays, too: it teaches what is
 * none.
 * @throws RequestError when the range overlaps another one
 */
export function withEntity(
  contents: string,
  { text, source }: Pick<EntityLine, 'text' | 'source'>,
  range: TextRange,
  label: string | undefined,
): string {
  const lines = Array.from(linesOf(contents), ({ line }) => line);
  const place = lines.findIndex((line) => entityLine(line)?.text === text);
  const known = entityLine(lines[place] ?? '');
  const others = (known?.entities ?? []).filter(({ start, end }) => start !== range.start || end !== range.end);
  const overlapping = others.find(({ start, end }) => start < range.end && range.start < end);
  if (overlapping !== undefined && label !== undefined) {
    throw new RequestError(
      plain`“${text.slice(overlapping.start, overlapping.end)}” is labeled ${overlapping.label} already. Remove that label first: entities must not overlap.`,
    );
  }
  const added = label === undefined ? [] : [{ start: range.start, end: range.end, label }];
  const entities = [...others, ...added].sort((a, b) => a.start - b.start);
  if (known === undefined && added.length === 0) return contents;
  const changed = JSON.stringify({ text, source, ...known, entities });
  if (place >= 0) {
    lines[place] = changed + endingOf(lines[place]);
    return lines.join('');
  }
  const ending = endingOf(lines.findLast((line) => endingOf(line) !== '')) || '\n';
  const isComplete = lines.length === 0 || endingOf(lines.at(-1)) !== '';
  return `${contents}${isComplete ? '' : ending}${changed}${ending}`;
}

function endingOf(line = ''): string {
  return /\r?\n$/.exec(line)?.[0] ?? '';
}

/** The labels in such a file, the commonest first, and what ranges have in the first line of a text. */
export function entityLabelsIn(
  contents: string,
  text: string,
): { readonly labels: readonly string[]; readonly own: readonly LabeledRange[] } {
  const counts = new Map<string, number>();
  let own: readonly LabeledRange[] | undefined;
  for (const { line } of linesOf(contents)) {
    const read = entityLine(line);
    if (read?.text === text) own ??= read.entities;
    for (const { label } of read?.entities ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return { labels: [...counts].sort(([, a], [, b]) => b - a).map(([label]) => label), own: own ?? [] };
}

/** A line with its entities; undefined for one of another kind. */
function entityLine(line: string): EntityLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<EntityLine> | null;
    const entities = value?.entities;
    const isRange = ({ start, end, label }: LabeledRange) =>
      [start, end].every(Number.isInteger) && typeof label === 'string';
    const isOne = typeof value?.text === 'string' && Array.isArray(entities) && entities.every(isRange);
    return isOne ? (value as EntityLine) : undefined;
  } catch {
    return undefined;
  }
}
