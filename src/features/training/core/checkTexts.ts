import { plain } from '../../../base/plainText';
import type { ProblemType } from '../../../protocol/predictions';
import { type LabeledText, textKey } from '../../../prose/labeledTexts';
import { misspelled } from './misspelledLabels';
import type { EntityText } from './readTaggedTexts';

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
  const usable = usableTexts(texts);
  const ofTexts = [
    ...leftOut(texts.length - usable.length, 'no text or no label'),
    ...repeated(usable, ({ labels }) => [...labels].sort().join(', ')),
    ...shared(texts, heldOut),
  ];
  if (problemType === 'regression') return ofTexts;
  const counts = countsOf(texts.flatMap(({ labels }) => labels));
  return [...ofTexts, ...rare(counts, 'texts'), ...misspelled(counts)];
}

/** The same of texts with entities. */
export function checkEntities(texts: readonly EntityText[], heldOut: readonly EntityText[] = []): string[] {
  const usable = usableEntityTexts(texts);
  const counts = countsOf(usable.flatMap(({ entities }) => entities.map(({ label }) => label)));
  return [
    ...leftOut(texts.length - usable.length, 'no words'),
    ...repeated(usable, entitiesIn),
    ...shared(usable, heldOut),
    ...(counts.size === 0 ? [] : [...rare(counts, 'entities'), ...misspelled(counts)]),
  ];
}

function entitiesIn({ text, words, entities }: EntityText): string {
  const named = entities.map(
    ({ start, end, label }) => `${label} “${text.slice(words[start]!.start, words[end - 1]!.end)}”`,
  );
  return named.length === 0 ? 'without entities' : named.join(', ');
}

/** Texts that entities can be learned from: also from one without any. */
export function usableEntityTexts(texts: readonly EntityText[]): EntityText[] {
  return texts.filter(({ words }) => words.length > 0);
}

/** How often each label occurs. */
export function countsOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** Texts that can be learned from: with text and label. */
export function usableTexts(texts: readonly LabeledText[]): LabeledText[] {
  return texts.filter(({ text, labels }) => text.trim() !== '' && labels.length > 0);
}

function leftOut(empty: number, what: string): string[] {
  return empty === 0 ? [] : [`${count(empty, 'entry has', 'entries have')} ${what} and will be left out.`];
}

function repeated<T extends LabeledText>(usable: readonly T[], answerOf: (text: T) => string): string[] {
  const labelOf = new Map<string, string>();
  let [same, contrary] = [0, 0];
  let example = '';
  for (const one of usable) {
    const [key, label] = [textKey(one), answerOf(one)];
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

function rare(counts: ReadonlyMap<string, number>, what: 'texts' | 'entities'): string[] {
  const entries = [...counts].sort(([, a], [, b]) => a - b);
  const [rarest, commonest] = [entries[0], entries.at(-1)];
  if (rarest === undefined || commonest === undefined) return ['There are no labeled texts.'];
  const few = entries.filter(([, texts]) => texts < fewTexts);
  const isUneven = commonest[1] >= imbalance * rarest[1];
  return [
    ...(few.length === 0
      ? []
      : [
          plain`Few ${what} to learn from: ${listed(few.map(([label, texts]) => `${label} (${texts})`))}. Aim for at least 20 per label.`,
        ]),
    ...(isUneven
      ? [
          plain`“${commonest[0]}” has ${commonest[1]} ${what}, “${rarest[0]}” ${rarest[1]}: rare labels will be missed more often; add more examples.`,
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
