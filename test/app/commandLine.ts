import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** The built program, as a user runs it: `npm test` builds it first. */
export const program = path.join(__dirname, '../../dist/cli.js');

/** The command line with a folder of its own, which is gone when the tests of the file are over. */
export function commandLine(name: string) {
  const directory = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  after(() => rmSync(directory, { recursive: true }));
  return {
    directory,
    run: (words: readonly string[], input = '') => {
      const cache = ['--cache', path.join(directory, 'cache')];
      return spawnSync(process.execPath, [program, ...words, ...cache], { input, encoding: 'utf8' });
    },
    /** Writes a file of the folder and returns its path. */
    file: (base: string, content: string) => {
      const file = path.join(directory, base);
      writeFileSync(file, content);
      return file;
    },
  };
}

/** JSON lines. */
export function objects<T>(text: string): T[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
