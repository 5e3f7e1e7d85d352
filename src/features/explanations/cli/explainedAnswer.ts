import { plain } from '../../../base/plainText';
import type { ExplainedAnswer, ExplainedReplacement, ExplainedWord } from '../../../protocol/explanations';
import { defaultTemplate, typedLabels } from '../../../protocol/labelTemplate';
import type { TextRange } from '../../../protocol/text';
import { option, text as textOption, type Arguments } from '../../../terminal/arguments';
import { UsageError } from '../../../terminal/usage';
import { notify } from '../../../terminal/terminal';

export const maskText = '[MASK]';

/** The answer that a command line asks about. @throws UsageError for a part that isn't in the text */
export function explainedAnswer(given: Arguments): ExplainedAnswer {
  const text = textOption(given, 'text');
  const [answer, against] = [option(given, 'label'), option(given, 'against')];
  const [entity, question, labels] = [option(given, 'entity'), option(given, 'question'), option(given, 'labels')];
  const asked = maskOrWord(given);
  if (asked !== undefined) return asked.kind === 'word' ? { ...asked, answer, against } : asked;
  if (entity !== undefined) {
    const range = placeOf(text, entity, 'entity');
    return { kind: 'entity', text, entity: range, labels: typedLabels(labels ?? ''), answer, against };
  }
  if (question !== undefined) {
    return {
      kind: 'passage',
      text,
      question,
      passage: answer === undefined ? undefined : placeOf(text, answer, 'label'),
    };
  }
  const template = option(given, 'template');
  const named = labels === undefined ? (template === undefined ? undefined : [answer ?? '']) : typedLabels(labels);
  const own = named && {
    labels: named,
    template: template ?? defaultTemplate,
    multiLabel: given.values.multi === true,
  };
  return { kind: 'label', text, textPair: option(given, 'pair'), own, answer, against };
}

/** The mask in a text, or the word that `--word` names; undefined where there is neither. @throws UsageError */
export function maskOrWord(given: Arguments): ExplainedWord | ExplainedReplacement | undefined {
  const text = textOption(given, 'text');
  const word = option(given, 'word');
  if (word !== undefined) return { kind: 'replacement', text, word: placeOf(text, word, 'word') };
  if (!text.includes(maskText)) return undefined;
  if (text.split(maskText).length > 2)
    notify(plain`Only the first ${maskText} is explained; the others are read as text.`);
  return { kind: 'word', text, mask: placeOf(text, maskText, 'text') };
}

function placeOf(text: string, part: string, name: 'entity' | 'word' | 'label' | 'text'): TextRange {
  const start = text.indexOf(part);
  if (start < 0 || part === '') throw new UsageError(plain`--${name} is no part of the text: “${part}”.`);
  return { start, end: start + part.length };
}
