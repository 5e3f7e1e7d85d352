import type { Readable } from 'node:stream';

const keptLines = 20;
const maxLineLength = 2000;

/** Passes a process's error output on line by line and keeps its last lines, to say why the process ended. */
export class StderrTail {
  #lines: string[] = [];
  #rest = '';

  constructor(stream: Readable | null, onLine: (line: string) => void = () => undefined) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split(/\r?\n/);
      this.#rest = (lines.pop() ?? '').slice(-maxLineLength);
      for (const line of lines) this.#add(line.slice(0, maxLineLength), onLine);
    });
    stream?.on('end', () => this.#rest && this.#add(this.#rest, onLine));
  }

  #add(line: string, onLine: (line: string) => void): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
    onLine(line);
  }

  /** `ending` with the line that most likely says why: the last one that names an error, else the last one that is not blank; never a frame of a stack. */
  explain(ending: string): string {
    const told = this.#lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
    const line = told.findLast((candidate) => /error|fatal|cannot|abort/i.test(candidate)) ?? told.at(-1);
    return line === undefined ? ending : `${ending}, “${line.trim()}”`;
  }
}
