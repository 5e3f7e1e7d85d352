import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A document of the corpus: its paragraphs of more than 40 characters, and its number in its source. */
export interface CorpusDocument {
  readonly number: number;
  readonly paragraphs: readonly string[];
}

/** Every hundredth document measures instead of training, as in the training recipe. */
export function isHeldOut({ number }: CorpusDocument): boolean {
  return number % 100 === 50;
}

/** A source's documents: `NAME.txt.xz` or text, a paragraph per line, blank lines between. Short lines are skipped. */
export async function* documentsOf(file: string, shortest = 40): AsyncGenerator<CorpusDocument> {
  let number = 0;
  let paragraphs: string[] = [];
  for await (const line of linesOf(file)) {
    const text = line.trim();
    if (text.length > shortest) paragraphs.push(text);
    else if (text === '' && paragraphs.length > 0) {
      yield { number: number++, paragraphs };
      paragraphs = [];
    }
  }
  if (paragraphs.length > 0) yield { number, paragraphs };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  if (path.extname(file) !== '.xz') {
    yield* createInterface({ input: createReadStream(file, 'utf8') });
    return;
  }
  const unpacked = spawn('xz', ['-dc', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    yield* createInterface({ input: unpacked.stdout });
  } finally {
    unpacked.kill();
  }
}

/** Removes WikiText's spaces around punctuation. Undefined for headings and lines with unknown words. */
export function untokenized(line: string): string | undefined {
  if (/^=|<unk>/.test(line.trim())) return undefined;
  let open = false;
  return line
    .replace(/ @([-,.])@ /g, '$1')
    .replace(/ "(?= |$)|" /g, () => {
      open = !open;
      return open ? ' "' : '" ';
    })
    .replace(/ ([,.;:?!%)\]]|'s|n't|'\w+)(?= |$)/g, '$1')
    .replace(/([([]) /g, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}
