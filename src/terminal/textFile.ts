import { createReadStream } from 'node:fs';
import { decodeText, encodingOf, FileRefused, requireReadable, wholeFile } from '../base/files';
import { plain, sentences } from '../base/plainText';
import { messageOf, RequestError } from '../protocol/errors';
import { maxTextLength, maxDocumentBytes } from '../protocol/text';

/** A line without its end. Offsets count UTF-16 units, including a byte order mark and both characters of `\r\n`. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const mark = '\ufeff';

/**
 * A file's text in UTF-8, or in UTF-16 with a byte order mark; the mark stays, as a character of the file.
 * @throws RequestError when it cannot be read, or has more than `most` bytes
 */
export async function readText(file: string, most = maxDocumentBytes): Promise<string> {
  return decodeText(await wholeFile(file, most).catch((error: Error) => unreadable(file, error)), true);
}

/** The lines of a file, or of standard input if `file` is empty. @throws RequestError when it cannot be read */
export async function* readLines(file: string): AsyncGenerator<Line> {
  if (file === '') {
    yield* linesOf(process.stdin);
    return;
  }
  try {
    await requireReadable(file);
    yield* linesOf(createReadStream(file), file);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    unreadable(file, error as Error);
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): never {
  if (error instanceof FileRefused)
    throw new RequestError(sentences(error.message, plain`Name a text file; split a large one.`));
  throw new RequestError(plain`${file} cannot be read (${error.code ?? messageOf(error)}). Name a text file.`);
}

/** Lines end as in an editor, with `\n`, `\r\n` or `\r`. @throws RequestError for a line that is too long */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, name = 'standard input'): AsyncGenerator<Line> {
  let begun = '';
  let start = 0;
  let count = 0;
  let isAfterReturn = false;
  const line = (rest: string) => {
    count++;
    if (begun.length + rest.length <= maxTextLength) return lineAt(start, begun + rest);
    throw new RequestError(
      plain`Line ${count} of ${name} has more than ${maxTextLength.toLocaleString('en')} characters. Split it into texts, one per line.`,
    );
  };
  for await (const more of decoded(chunks)) {
    if (more === '') continue;
    const isRest = isAfterReturn && more.startsWith('\n');
    if (isRest) start++;
    const text = isRest ? more.slice(1) : more;
    let from = 0;
    for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) {
      yield line(text.slice(from, index));
      start += begun.length + index + end.length - from;
      from = index + end.length;
      begun = '';
    }
    // What follows may be the second half of the line's end.
    isAfterReturn = more.endsWith('\r');
    begun += text.slice(from);
    if (begun.length > maxTextLength) line('');
  }
  if (begun !== '') yield line('');
}

function lineAt(start: number, text: string): Line {
  const end = start + text.length;
  return start === 0 && text.startsWith(mark) ? { text: text.slice(1), start: 1, end } : { text, start, end };
}

async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 2) continue;
    decoder = new TextDecoder(encodingOf(head), { ignoreBOM: true });
    yield decoder.decode(head, { stream: true });
  }
  yield decoder === undefined ? head.toString('utf8') : decoder.decode();
}
