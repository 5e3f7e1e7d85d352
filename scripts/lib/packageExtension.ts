import fs from 'node:fs';
import path from 'node:path';
import limits from '../sizeLimits.json';
import { mustRun } from './command';

/** The target of the machine that runs this. */
export const ownTarget = `${process.platform}-${process.arch}`;

/**
 * Builds for production (vsce runs `vscode:prepublish`) and packs a VSIX that holds the library of `target` alone;
 * returns its path.
 * @throws Error for one that is larger than scripts/sizeLimits.json allows
 */
export async function packageExtension(target: string, directory: string): Promise<string> {
  fs.mkdirSync(directory, { recursive: true });
  const name = `deberta-${target}.vsix`;
  const file = path.join(directory, name);
  // no dependencies: the bundles hold them all; no links: there is no published repository to rewrite them to
  const skipped = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const switches = ['--target', target, ...skipped, '--out', file];
  const env = { ...process.env, ORT_TARGET: target };
  await mustRun(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', ...switches], { env });
  const size = fs.statSync(file).size / 1000;
  const limit = (limits as Readonly<Record<string, number | undefined>>)[name] ?? 0;
  if (size > limit)
    throw new Error(`${name} has ${Math.ceil(size)} kB, more than the ${limit} of scripts/sizeLimits.json.`);
  return file;
}

/** A path and the file's size. */
export function describeFile(file: string): string {
  return `${file}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`;
}
