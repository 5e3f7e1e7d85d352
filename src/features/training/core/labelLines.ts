import { textKey } from './labeledText';

/** A text that a person labeled, as a JSON object a line. */
export interface LabelLine {
  readonly text: string;
  readonly label: string;
  /** The document that it comes from. */
  readonly source?: string;
}

/**
 * The lines of a file with one text's label changed: replaced where the text stands, added at the end, or, without a label, taken out.
 * All other lines stay as they are, also those that are no labeled texts.
 */
export function withLabel(contents: string, text: string, line: LabelLine | undefined): string {
  const key = textKey({ text, labels: [] });
  const lines = contents.split(/\r?\n/).filter((one) => one.trim() !== '');
  const isIt = (one: string) => keyOf(one) === key;
  const place = lines.findIndex(isIt);
  const others = lines.filter((one) => !isIt(one));
  if (line !== undefined) others.splice(place < 0 ? others.length : place, 0, JSON.stringify(line));
  return others.map((one) => `${one}\n`).join('');
}

/** The labels that texts have in such a file, by `textKey`; of a text that stands there twice, the last one. */
export function labelsIn(contents: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const one of contents.split(/\r?\n/)) {
    const { text, label } = parsed(one);
    if (typeof text === 'string' && typeof label === 'string') labels.set(textKey({ text, labels: [] }), label);
  }
  return labels;
}

function keyOf(line: string): string | undefined {
  const { text } = parsed(line);
  return typeof text === 'string' ? textKey({ text, labels: [] }) : undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
