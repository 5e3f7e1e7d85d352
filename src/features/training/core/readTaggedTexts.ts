import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { maxTextLength, type TextRange } from '../../../protocol/text';
import type { TaggedText } from '../../../protocol/training';
import { canonicalTags, entitiesOfTags, outside } from '../../../protocol/wordTags';
import { linesOf, maxEntries, parseObject, tooLong, tooMany } from '../../../prose/dataLines';
import { readEntityRanges } from './entityRanges';
import type { LabeledText } from '../../../prose/labeledTexts';

/** A text in which people, places or the like are marked; `labels` are those of its entities, each once, sorted. */
export interface EntityText extends TaggedText, LabeledText {}

/** Words with their tags as they stand in a file, and the line of each. */
interface TaggedWords {
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly lines: readonly number[];
}

/**
 * Reads words in the form of CoNLL: a word a line, its tag in the last of columns that tabs or spaces part, an empty
 * line after each sentence. Tags are BIO, BIOES, BILOU or IO, or labels alone.
 * @throws RequestError naming the file, the line and what was expected
 */
export function readConll(file: string, contents: string): EntityText[] {
  const sentences: TaggedWords[] = [];
  let [words, tags, lines]: [string[], string[], number[]] = [[], [], []];
  let [count, width] = [0, 0];
  const finish = () => {
    if (words.length > 0) sentences.push({ words, tags, lines });
    [words, tags, lines] = [[], [], []];
  };
  for (const { line, number } of linesOf(contents)) {
    const columns = columnsOf(line);
    const [word = '', tag = ''] = [columns[0], columns.at(-1)];
    if (line.trim() === '' || word === '-DOCSTART-') finish();
    else if (!(words.length === 0 && isComment(columns))) {
      if (count++ === maxEntries) throw tooMany(file, 'words');
      width ||= columns.length;
      if (columns.length < 2 || word === '' || tag === '') throw noTag(file, number, line);
      if (columns.length !== width) {
        throw new RequestError(
          plain`Line ${number} of "${file}" has ${columns.length} columns, but the first one has ${width}. Write every word with the same columns.`,
        );
      }
      words.push(word);
      tags.push(tag);
      lines.push(number);
    }
  }
  finish();
  return withEntities(file, sentences);
}

function columnsOf(line: string): string[] {
  return line.includes('\t') ? line.split('\t').map((column) => column.trim()) : line.trim().split(/\s+/);
}

/** “# id 7”, before the words of a sentence. */
function isComment(columns: readonly string[]): boolean {
  return columns[0]!.startsWith('#') && !isUsualTag(columns.at(-1)!);
}

/** O, or a tag with a letter before its label. */
function isUsualTag(tag: string): boolean {
  return tag === outside || /^[BIESLU]-\S/.test(tag);
}

function noTag(file: string, number: number, line: string): RequestError {
  return new RequestError(
    plain`Line ${number} of "${file}" is not a word with its tag: “${line.trim().slice(0, 100)}”. Write a word and its tag in each line, and an empty line after each sentence.`,
  );
}

/** Whether a file is in the form of CoNLL whatever its name: lines end with a usual tag, empty lines part sentences. */
export function looksLikeConll(contents: string): boolean {
  let [isParted, isTagged, count] = [false, false, 0];
  for (const { line } of linesOf(contents)) {
    const columns = columnsOf(line);
    if (columns[0] === '' || columns[0] === '-DOCSTART-') isParted ||= count > 0 || columns[0] !== '';
    else if (columns.length < 2 || !isUsualTag(columns.at(-1)!)) {
      if (!isComment(columns)) return false;
    } else {
      isTagged ||= columns.at(-1) !== outside;
      if (++count >= maxLooked) break;
    }
  }
  return isParted && isTagged;
}

/** Words of a file that are looked at to see what it is. */
const maxLooked = 10_000;

const wordFields = ['tokens', 'words'] as const;
const tagFields = ['tags', 'ner_tags'] as const;

type Fields = Readonly<Record<string, unknown>>;

function listOf(fields: Fields, names: readonly string[]): readonly unknown[] | undefined {
  return names.map((name) => fields[name]).find(Array.isArray);
}

/** Whether an object of a JSON line has words with tags, or a text with ranges. */
export function marksEntities(fields: Fields): boolean {
  if (listOf(fields, wordFields) !== undefined && listOf(fields, tagFields) !== undefined) return true;
  return typeof fields.text === 'string' && Array.isArray(fields.entities);
}

/**
 * Reads a JSON object a line: words with tags, `{"tokens": […], "tags": […]}`, or a text with ranges in UTF-16 units,
 * `{"text": "…", "entities": [{"start": 0, "end": 4, "label": "…"}]}`.
 * @throws RequestError naming the file, the line and what was expected
 */
export function readTaggedLines(file: string, contents: string): EntityText[] {
  const [tagged, texts]: [TaggedWords[], EntityText[]] = [[], []];
  let count = 0;
  for (const { line, number } of linesOf(contents)) {
    if (line.trim() === '') continue;
    if (line.length > maxTextLength) throw tooLong(file, number);
    const fields = parseObject(file, line, number);
    const [words, tags] = [listOf(fields, wordFields), listOf(fields, tagFields)];
    if (!marksEntities(fields)) {
      throw new RequestError(
        plain`Line ${number} of "${file}" has neither “tokens” with “tags” nor a “text” with “entities”, as the first one.`,
      );
    }
    count += words?.length ?? 1;
    if (count > maxEntries) throw tooMany(file, 'words');
    if (words !== undefined && tags !== undefined) tagged.push(taggedWords(file, number, words, tags));
    else {
      const text = fields.text as string;
      texts.push(labeled({ text, ...readEntityRanges(file, number, text, fields.entities as readonly unknown[]) }));
    }
  }
  return [...withEntities(file, tagged), ...texts];
}

function taggedWords(file: string, line: number, words: readonly unknown[], tags: readonly unknown[]): TaggedWords {
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  if (tags.some((tag) => typeof tag === 'number')) {
    throw new RequestError(
      plain`Line ${line} of "${file}" has numbers for tags. Write the names that they stand for, such as "B-PER".`,
    );
  }
  if (!words.every(isText) || !tags.every(isText) || words.length !== tags.length) {
    throw new RequestError(
      plain`Line ${line} of "${file}" needs a tag for each word: ${words.length} words have ${tags.length} tags. Both are lists of texts.`,
    );
  }
  return { words, tags, lines: words.map(() => line) };
}

/** Texts of words with a space between them. What tags mean is decided by all of a file's. */
function withEntities(file: string, sentences: readonly TaggedWords[]): EntityText[] {
  const kinds = [...new Set(sentences.flatMap(({ tags }) => tags))];
  if (kinds.some((tag) => /^[BI]-\S/.test(tag)) && !kinds.every(isUsualTag)) throw mixedTags(file, sentences);
  const canonical = canonicalTags(kinds);
  const byTag = new Map(kinds.map((tag, kind) => [tag, canonical[kind]!]));
  return sentences.map(({ words: all, tags, lines }) => {
    let end = -1;
    const words = all.map((word): TextRange => {
      const start = end + 1;
      end = start + word.length;
      return { start, end };
    });
    if (end > maxTextLength) throw tooLong(file, lines[0]!);
    const entities = entitiesOfTags(tags.map((tag) => byTag.get(tag)!));
    return labeled({ text: all.join(' '), words, entities });
  });
}

function mixedTags(file: string, sentences: readonly TaggedWords[]): RequestError {
  const odd = (tags: readonly string[]) => tags.findIndex((tag) => !isUsualTag(tag));
  const { tags, lines } = sentences.find((one) => odd(one.tags) >= 0)!;
  const index = odd(tags);
  return new RequestError(
    plain`Line ${lines[index]!} of "${file}" has the tag “${tags[index]!}”, but other tags begin with B- or I-. Write all of them the same way, and O for words outside.`,
  );
}

function labeled(text: TaggedText): EntityText {
  return { ...text, labels: [...new Set(text.entities.map(({ label }) => label))].sort() };
}
