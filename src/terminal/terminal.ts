import { diskFault } from '../base/diskFault';
import { jsonText } from '../base/serialize';
import { plain, plainText, visible, type PlainText } from '../base/plainText';
import { Canceled, messageOf, RequestError, UserError } from '../protocol/errors';
import { UsageError } from './usage';
import { progressText, type TransferProgress } from '../hub/store/transferProgress';
import type { EngineProgress } from '../protocol/engineApi';

const clearLine = '\r\u001b[K';
let isProgressShown = false;

/** Writes a line of an answer to standard output. What is in it neither acts on the terminal nor makes another line. */
export function print(line: string): void {
  process.stdout.write(`${visible(line.replace(/[\r\n]+/g, ' '))}\n`);
}

/** Writes CSV or JSON for programs to standard output; on a terminal, invisible characters are made visible. */
export function printData(data: string): void {
  process.stdout.write(process.stdout.isTTY ? visible(data) : data);
}

/** Writes a value as a line of JSON to standard output. */
export function printJson(value: unknown): void {
  printData(`${jsonText(value)}\n`);
}

/** Prints a note beside the answer, on standard error. */
export function notify(message: PlainText): void {
  clearProgress();
  process.stderr.write(`${plainText(message)}\n`);
}

/** Shows progress on a line of standard error, which the next call replaces; nothing if that is not a terminal. */
export function showProgress(line: string): void {
  if (!process.stderr.isTTY) return;
  isProgressShown = true;
  process.stderr.write(clearLine + plainText(line, process.stderr.columns - 1));
}

/** Clears the line of `showProgress`. */
export function clearProgress(): void {
  if (isProgressShown) process.stderr.write(clearLine);
  isProgressShown = false;
}

/** Says in a sentence why the program ends, and sets its exit code. */
export function fail(error: unknown): void {
  const isExpected = error instanceof UserError || error instanceof UsageError || diskFault(error) !== undefined;
  const what = messageOf(error);
  notify(isExpected ? what : plain`Unexpected error: ${what}. Please report it.`);
  // 130 is what a shell expects of a program that was interrupted.
  process.exitCode = error instanceof UsageError ? 2 : error instanceof Canceled ? 130 : 1;
}

/** Ends the program with a sentence when standard output fails, or something else that nobody awaits. */
export function endOnFaults(): void {
  const end = (error: unknown) => {
    fail(error);
    process.exit();
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`… | head -1`) is not a fault.
    if (error.code === 'EPIPE') process.exit(0);
    const why = error.code ?? error.message;
    end(
      new RequestError(
        plain`Standard output cannot be written to (${why}). Free up space where it leads, or write somewhere else.`,
      ),
    );
  });
  // There is nowhere left to tell it.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** Shows how far a download, an import or a check is. */
export function showTransfer(progress: TransferProgress): void {
  showProgress([progress.file, progressText(progress)].filter(Boolean).join('  '));
}

export function showEngine({ message, done, total }: EngineProgress): void {
  showProgress(total === 0 ? message : `${message} ${Math.floor((100 * done) / total)} %`);
}
