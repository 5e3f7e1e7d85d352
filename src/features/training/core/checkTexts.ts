import { plain } from '../../../base/plainText';
import type { ProblemType } from '../../../protocol/predictions';
import { type LabeledText, textKey } from './readLabeledTexts';
import { misspelled } from './misspelledLabels';

/** Fewer texts of a label than this teach little. */
const fewTexts = 10;
/** The commonest label may have this many times the texts of the rarest. */
const imbalance = 10;
/** Maximum number of labels named in a warning. */
const maxNamed = 10;

/** What is wrong with data, in sentences for a person; nothing of it stops training. */
export function checkTexts(
  texts: readonly LabeledText[],
  problemType: ProblemType,
  heldOut: readonly LabeledText[] = [],
): string[] {
  const ofTexts = [...emptyTexts(texts), ...repeated(texts), ...shared(texts, heldOut)];
  if (problemType === 'regression') return ofTexts;
  const counts = new Map<string, number>();
  for (const { labels } of texts) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...ofTexts, ...rare(counts), ...misspelled(counts)];
}

/** Texts that can be learned from: with text and label. */
export function usableTexts(texts: readonly LabeledText[]): LabeledText[] {
  return texts.filter(({ text, labels }) => text.trim() !== '' && labels.length > 0);
}

function emptyTexts(texts: readonly LabeledText[]): string[] {
  const empty = texts.length - usableTexts(texts).length;
  return empty === 0 ? [] : [`${count(empty, 'entry has', 'entries have')} no text or no label and will be left out.`];
}

function repeated(texts: readonly LabeledText[]): string[] {
  const labelOf = new Map<string, string>();
  let [same, contrary] = [0, 0];
  let example = '';
  for (const one of usableTexts(texts)) {
    const [key, label] = [textKey(one), [...one.labels].sort().join(', ')];
    const known = labelOf.get(key);
    if (known === undefined) labelOf.set(key, label);
    else if (known === label) same++;
    else if (contrary++ === 0) example = plain` (“${shorten(one.text)}” is both ${known} and ${label})`;
  }
  return [
    ...(same === 0 ? [] : [`${count(same, 'text occurs', 'texts occur')} more than once.`]),
    ...(contrary === 0
      ? []
      : [`${count(contrary, 'text has', 'texts have')} different labels in different places${example}.`]),
  ];
}

function shared(texts: readonly LabeledText[], heldOut: readonly LabeledText[]): string[] {
  const known = new Set(texts.map(textKey));
  const both = heldOut.filter((one) => known.has(textKey(one))).length;
  return both === 0
    ? []
    : [
        `${count(both, 'text is', 'texts are')} in both the training and the held-out data, so the score will look better than it is.`,
      ];
}

function rare(counts: ReadonlyMap<string, number>): string[] {
  const entries = [...counts].sort(([, a], [, b]) => a - b);
  const [rarest, commonest] = [entries[0], entries.at(-1)];
  if (rarest === undefined || commonest === undefined) return ['There are no labeled texts.'];
  const few = entries.filter(([, texts]) => texts < fewTexts);
  const isUneven = commonest[1] >= imbalance * rarest[1];
  return [
    ...(few.length === 0
      ? []
      : [
          plain`Few texts to learn from: ${listed(few.map(([label, texts]) => `${label} (${texts})`))}. Aim for at least 20 per label.`,
        ]),
    ...(isUneven
      ? [
          plain`“${commonest[0]}” has ${commonest[1]} texts, “${rarest[0]}” ${rarest[1]}: rare labels will be missed more often; add more examples.`,
        ]
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const rest = names.length - maxNamed;
  return `${names.slice(0, maxNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
