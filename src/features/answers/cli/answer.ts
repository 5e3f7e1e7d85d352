import { plain } from '../../../base/plainText';
import { unitSource } from '../../../prose/documentUnits';
import type { PassageAnswers } from '../../../protocol/answers';
import { choice, number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { bestParts, partFormats, printPart, type ScoredPart } from '../../../terminal/scoredParts';
import { notify } from '../../../terminal/terminal';
import { readableFiles, textGroups, textOptions, unitNames, type TextUnit } from '../../../terminal/textUnits';

/** `answer`: the parts of files that answer a question, best first. */
export const answer: Command = {
  takes: 'MODEL [FILES…]',
  does: 'the parts of texts that answer a question',
  options: {
    ...textOptions,
    question: ['Q', 'what to look for'],
    top: ['N', 'answers to print; otherwise 1'],
    threshold: ['P', 'minimum score of an answer, from 0 to 1'],
    unit: [unitNames.join('|'), 'what is read of a file at once; otherwise document'],
    format: [partFormats.join('|'), 'JSON has an object per answer'],
  },
  notes: ['Without an answer it prints nothing and says so on standard error.'],
  example: 'deepset/deberta-v3-base-squad2 --question "When is it due?" notes.md',
  async run({ given, engine, model, json }) {
    const question = text(given, 'question');
    const top = number(given, 'top', 1, 1, 100);
    const threshold = number(given, 'threshold', 0, 0, 1);
    const format = choice(given, 'format', partFormats, json ? 'json' : 'text');
    await readableFiles(given);
    let best: readonly ScoredPart[] = [];
    for await (const units of textGroups(given, 'document')) {
      const passages = units.map((unit) => unit.text);
      const found = await engine.answerQuestion({ model, question, passages, topK: top });
      const answers = units.flatMap((unit, i) => answersOf(unit, found[i]!));
      const likely = answers.filter(({ score }) => score >= threshold);
      best = bestParts(best, likely, top);
    }
    if (best.length === 0) notify(plain`None of the texts answers the question.`);
    for (const part of best) printPart(format, part);
  },
};

/** A passage's answers in its file. None where it is likelier that the passage has none. */
function answersOf(unit: TextUnit, { answers, noAnswer }: PassageAnswers): ScoredPart[] {
  return answers
    .filter(({ score }) => score > noAnswer)
    .map(({ start, end, score }) => {
      const place = unitSource(unit, { start, end });
      const text = unit.text.slice(start, end);
      return { file: unit.file, line: unit.lineAt(place.start), ...place, text, score };
    });
}
