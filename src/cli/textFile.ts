import { open, readFile } from 'node:fs/promises';
import { decodeText, encodingOf } from '../base/decodeText';
import { plain } from '../base/plainText';
import { RequestError } from '../protocol/errors';

/** A line without its end. Offsets count UTF-16 units in the text as it is: a byte order mark and both characters of `\r\n` are counted. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const mark = '\ufeff';

/** A file's text in UTF-8, or in UTF-16 with a byte order mark; the mark stays, as a character of the file. @throws RequestError when it cannot be read */
export async function readText(file: string): Promise<string> {
  return decodeText(await readFile(file).catch((error: NodeJS.ErrnoException) => unreadable(file, error)), true);
}

/** The lines of a file, or of standard input where `file` is empty, as they come. @throws RequestError when it cannot be read */
export async function* readLines(file: string): AsyncGenerator<Line> {
  if (file === '') {
    yield* linesOf(process.stdin);
  } else {
    const handle = await open(file).catch((error: NodeJS.ErrnoException) => unreadable(file, error));
    yield* linesOf(handle.createReadStream());
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): never {
  throw new RequestError(plain`${file} cannot be read (${error.code ?? error.message}). Name a text file.`);
}

/** Lines end as in an editor, with `\n`, `\r\n` or `\r`. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let text = '';
  let start = 0;
  let isAfterReturn = false;
  for await (const more of decoded(chunks)) {
    if (more === '') continue;
    const isRest = isAfterReturn && more.startsWith('\n');
    if (isRest) start++;
    const ends = /\r\n?|\n/g;
    ends.lastIndex = text.length;
    text += isRest ? more.slice(1) : more;
    let from = 0;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      yield lineAt(start + from, text.slice(from, end.index));
      from = ends.lastIndex;
    }
    // What follows may be the second half of the line's end.
    isAfterReturn = more.endsWith('\r');
    start += from;
    text = text.slice(from);
  }
  if (text !== '') yield lineAt(start, text);
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
