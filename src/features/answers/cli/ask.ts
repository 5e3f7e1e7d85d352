import { plain } from '../../../base/plainText';
import type { PlacedUnit } from '../../../prose/documentUnits';
import { languageOfFile } from '../../../prose/fileLanguages';
import { PassageIndex } from '../../../retrieval/passageIndex';
import { passagesOf } from '../../../retrieval/passages';
import { choice, number, option, text, type Arguments } from '../../../terminal/arguments';
import type { Command, CommandContext } from '../../../terminal/command';
import { proseSnapshot } from '../../../terminal/prose';
import { partFormats, printPart } from '../../../terminal/scoredParts';
import { sourceFiles } from '../../../terminal/sourceFiles';
import { clearProgress, notify, printJson, showProgress } from '../../../terminal/terminal';
import { UsageError } from '../../../terminal/usage';
import { ask as askPassages, maxPassages, requireAskModels, type AskModels, type AskResult } from '../core/ask';

interface FilePassage extends PlacedUnit {
  readonly file: string;
}

/** `ask`: the parts of files and folders that answer a question, or the passages that share most with it. */
export const ask: Command = {
  takes: 'FILES or FOLDERS…',
  does: 'the parts of files and folders that answer a question, or the passages to look at',
  options: {
    question: ['Q', 'what to look for'],
    reader: ['MODEL', 'a model for question answering, which finds the answers in passages'],
    reranker: ['MODEL', 'a model with one score, which puts the passages in order'],
    top: ['N', 'answers or passages to print; otherwise 5'],
    format: [partFormats.join('|'), 'JSON has an object per answer or passage'],
    json: 'short for --format json',
  },
  notes: ['Passages are found by their words. Without a reader they are all there is, and standard error says so.'],
  example: '--question "When is it due?" notes --reader deepset/deberta-v3-base-squad2',
  async run({ given, engine, modelNamed, json }) {
    const question = text(given, 'question');
    const top = number(given, 'top', 5, 1, maxPassages);
    const format = choice(given, 'format', partFormats, json ? 'json' : 'text');
    const models = await namedModels(given, modelNamed);
    await requireAskModels(engine, models);
    const index = await indexOf(given);
    let results: readonly AskResult<FilePassage>[] = [];
    for await (const better of askPassages(engine, question, index.find(question, maxPassages), models))
      results = better;
    const answers = results.filter(({ answer }) => answer !== undefined);
    if (answers.length === 0) notify(plain`${withoutAnswers(models, results.length)}`);
    for (const result of (answers.length > 0 ? answers : results).slice(0, top)) printResult(format, result);
  },
};

async function namedModels(given: Arguments, modelNamed: CommandContext['modelNamed']): Promise<AskModels> {
  const named = async (name: 'reader' | 'reranker') =>
    option(given, name) === undefined ? undefined : modelNamed(text(given, name));
  return { reader: await named('reader'), reranker: await named('reranker') };
}

/** The passages of all files that can be read. */
async function indexOf({ command, model, texts }: Arguments): Promise<PassageIndex<FilePassage>> {
  if (model === '') throw new UsageError(plain`${command} needs a file or a folder.`);
  const index = new PassageIndex<FilePassage>();
  for await (const { file, content } of sourceFiles([model, ...texts])) {
    showProgress(file);
    const passages: FilePassage[] = [];
    const prose = proseSnapshot(file, languageOfFile(file), content);
    for await (const passage of passagesOf(prose)) passages.push({ ...passage, file });
    if (!(await index.set(file, '', passages))) notify(plain`${file} is left out: the index is full.`);
  }
  clearProgress();
  return index;
}

function withoutAnswers({ reader, reranker }: AskModels, found: number): string {
  if (found === 0) return plain`No passage shares a word with the question.`;
  if (reader !== undefined) return plain`No answer was found. These passages come nearest.`;
  const order = reranker === undefined ? 'share most words with the question' : 'the reranker puts first';
  return plain`These passages ${order}. --reader MODEL finds the answers in them.`;
}

function printResult(format: (typeof partFormats)[number], result: AskResult<FilePassage>): void {
  const { passage, sentence, answer, foundBy, score } = result;
  const { file, start, end, line, text: whole } = passage;
  const part = { file, ...(answer ?? sentence), score };
  if (format === 'text') printPart(format, part);
  else printJson({ ...part, foundBy, passage: { line, start, end, text: whole } });
}
