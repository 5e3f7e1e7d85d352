import { textKey, isPair } from '../../../prose/labeledTexts';

/** A text that a person labeled, as a JSON object a line. */
export interface LabelLine {
  readonly text: string;
  readonly label: string;
  /** The document that it comes from. */
  readonly source?: string;
}

/**
 * The lines of a file with one text's label changed: replaced where the text stands, added at the end, or, without a
 * label, taken out. Other fields of the line stay, and so do all other lines as they are: pairs, blank ones, and those
 * that are not labeled texts.
 */
export function withLabel(contents: string, text: string, line: LabelLine | undefined): string {
  const key = textKey({ text, labels: [] });
  const ending = contents.includes('\r\n') ? '\r\n' : '\n';
  const lines = contents.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const isIt = (one: string) => keyOf(one) === key;
  const place = lines.findIndex(isIt);
  const others = lines.filter((one) => !isIt(one));
  if (line !== undefined) {
    const changed = JSON.stringify({ ...parsed(lines[place] ?? ''), ...line });
    others.splice(place < 0 ? others.length : place, 0, changed);
  }
  return others.map((one) => one + ending).join('');
}

/** The labels that texts have in such a file, by `textKey`; of a text that stands there twice, the last one. */
export function labelsIn(contents: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const one of contents.split(/\r?\n/)) {
    const fields = parsed(one);
    const { text, label } = fields;
    if (typeof text === 'string' && typeof label === 'string' && !isPair(fields))
      labels.set(textKey({ text, labels: [] }), label);
  }
  return labels;
}

/** What a text is known by; undefined for a line that is not a single text. */
function keyOf(line: string): string | undefined {
  const fields = parsed(line);
  const { text } = fields;
  return typeof text === 'string' && !isPair(fields) ? textKey({ text, labels: [] }) : undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
