import { gather } from '../../../base/gather';
import { plain } from '../../../base/plainText';
import { unitSource } from '../../../prose/documentUnits';
import type { PassageAnswers } from '../../../protocol/answers';
import { choice, number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { notify, print, printJson } from '../../../terminal/terminal';
import { readableFiles, textUnits, unitNames, type TextUnit } from '../../../terminal/textUnits';

const formats = ['text', 'json'] as const;

/** Passages of a request. */
const group = { items: 64, size: 50_000, sizeOf: ({ text: passage }: TextUnit) => passage.length };

/** A part of a file that may be the answer. */
interface FoundAnswer {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
}

/** `answer`: the parts of files that answer a question, best first. */
export const answer: Command = {
  takes: 'MODEL [FILES…]',
  does: 'the parts of texts that answer a question',
  options: {
    question: ['Q', 'what to look for'],
    text: ['TEXT', 'a text, in place of files or lines of standard input'],
    top: ['N', 'answers to print; otherwise 1'],
    threshold: ['P', 'minimum score of an answer, from 0 to 1'],
    unit: [unitNames.join('|'), 'what is read of a file at once; otherwise document'],
    format: [formats.join('|'), 'JSON has an object per answer'],
    json: 'short for --format json',
  },
  notes: ['Without an answer it prints nothing and says so on standard error.'],
  example: 'deepset/deberta-v3-base-squad2 --question "When is it due?" notes.md',
  async run({ given, engine, model, json }) {
    const question = text(given, 'question');
    const top = number(given, 'top', 1, 1, 100);
    const threshold = number(given, 'threshold', 0, 0, 1);
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    await readableFiles(given);
    let best: FoundAnswer[] = [];
    for await (const units of gather(textUnits(given, 'document'), group)) {
      const passages = units.map((unit) => unit.text);
      const found = await engine.answerQuestion({ model, question, passages, topK: top });
      const answers = units.flatMap((unit, i) => answersOf(unit, found[i]!));
      best = [...best, ...answers.filter(({ score }) => score >= threshold)]
        .sort((a, b) => b.score - a.score)
        .slice(0, top);
    }
    if (best.length === 0) notify(plain`None of the texts answers the question.`);
    for (const one of best) {
      if (format === 'json') printJson(one);
      else print(`${one.score.toFixed(3)}  ${one.file === '' ? '' : `${one.file}:${one.line}: `}${one.text}`);
    }
  },
};

/** A passage's answers in its file. None where it is likelier that the passage has none. */
function answersOf(unit: TextUnit, { answers, noAnswer }: PassageAnswers): FoundAnswer[] {
  return answers
    .filter(({ score }) => score > noAnswer)
    .map(({ start, end, score }) => {
      const { file, line } = unit;
      return { file, line, ...unitSource(unit, { start, end }), text: unit.text.slice(start, end), score };
    });
}
