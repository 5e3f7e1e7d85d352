import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The repository's root. */
export const root = path.resolve(__dirname, '../..');

export interface CommandResult {
  /** Exit status; 1 when a signal ended the command. */
  readonly code: number;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shows the output as it comes, in place of collecting it. */
  readonly show?: boolean;
}

/** Runs a command to its end, whatever its exit status; rejects only when it cannot be started. */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    });
    const output: Buffer[] = [];
    child.stdout?.on('data', (data: Buffer) => output.push(data));
    child.stderr?.on('data', (data: Buffer) => output.push(data));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

/** Runs a command that has to succeed. */
export async function mustRun(command: string, commandArguments: readonly string[], options: CommandOptions = {}) {
  const { code, output } = await runCommand(command, commandArguments, options);
  if (code !== 0) throw new Error(`${command} ${commandArguments.join(' ')} ended with status ${code}.\n${output}`);
  return output;
}

/** The first of `names` that is an executable on PATH (or an absolute path to one). */
export function findExecutable(...names: readonly string[]): string | undefined {
  const directories = (process.env.PATH ?? '').split(path.delimiter);
  const suffixes = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  return names
    .flatMap((name) => (path.isAbsolute(name) ? [name] : directories.map((directory) => path.join(directory, name))))
    .flatMap((file) => suffixes.map((suffix) => file + suffix))
    .find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
}
