/** Writes a line to the error output, which the parent process reads. */
export function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes a fault of the program with its stack. */
export function logError(error: unknown): void {
  logLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
