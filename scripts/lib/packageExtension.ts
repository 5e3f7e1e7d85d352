import fs from 'node:fs';
import path from 'node:path';
import { mustRun } from './command';

/** The target of the machine that runs this. */
export const ownTarget = `${process.platform}-${process.arch}`;

/** Builds for production (vsce runs `vscode:prepublish`) and packs a VSIX that holds the library of `target` alone; returns its path. */
export async function packageExtension(target: string, directory: string): Promise<string> {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `deberta-${target}.vsix`);
  // no dependencies: the bundles hold them all; no links: there is no published repository to rewrite them to
  const skipped = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const switches = ['--target', target, ...skipped, '--out', file];
  const env = { ...process.env, ORT_TARGET: target };
  await mustRun(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', ...switches], { env });
  return file;
}
