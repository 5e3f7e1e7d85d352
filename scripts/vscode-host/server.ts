import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { bound } from '../lib/bounds';
import { mustRun } from '../lib/command';
import { installVscodeHost, vscodeHost } from './install';

/** What a workbench opens. Paths are absolute. */
export interface WorkbenchPage {
  readonly folder: string;
  readonly file?: string;
  /** An extension under development and, with it, the suite that runs in its host. */
  readonly development?: { readonly extension: string; readonly tests: string; readonly env: Record<string, string> };
}

export interface ServerOptions {
  /** Holds settings, logs and installed extensions between starts. */
  readonly dataDirectory: string;
  /** User settings to begin with; those already there stay as they are. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A package to install before the start. */
  readonly vsix?: string;
  /** Lets a page start an extension under development. The built workbench needs this switch; it also hides toasts. */
  readonly driver?: boolean;
  readonly port?: number;
  /** Variables for the server and its extension hosts. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running VS Code server. */
export interface WorkbenchServer {
  /** The workbench's address for a page; holds the secret without which the server answers nobody. */
  readonly address: (page: WorkbenchPage) => string;
  /** Ends the server with its extension hosts. */
  readonly stop: () => Promise<void>;
  /** Settles when the server ends. */
  readonly ended: Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

/** Starts a real VS Code server on the loopback interface; installs it first where needed. */
export async function startServer(options: ServerOptions): Promise<WorkbenchServer> {
  await installVscodeHost();
  const userSettings = path.join(options.dataDirectory, 'data/User/settings.json');
  if (!fs.existsSync(userSettings)) {
    fs.mkdirSync(path.dirname(userSettings), { recursive: true });
    fs.writeFileSync(userSettings, JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
  }
  const common = [vscodeHost.server, '--accept-server-license-terms', '--server-data-dir', options.dataDirectory];
  // No gallery: nothing is looked up on the net.
  const env = { ...process.env, ...options.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  if (options.vsix)
    await mustRun(vscodeHost.node, [...common, '--install-extension', options.vsix, '--force'], { env });

  const switches = ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--telemetry-level', 'off'];
  if (options.driver) switches.push('--enable-smoke-test-driver', '--disable-experiments');
  // A process group of its own, so that extension hosts and terminals end with the server.
  const child = spawn(vscodeHost.node, [...common, ...switches], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? NaN), signal);
    } catch {
      // the group has ended
    }
  };
  const killAtExit = () => kill('SIGKILL');
  process.once('exit', killAtExit);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => process.off('exit', killAtExit));
  const url = await addressOf(child);
  return {
    ended,
    address: (page) => pageAddress(url, page),
    stop: async () => {
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The address that the server prints once it listens; rejects with its output when it ends or stays silent. */
function addressOf(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) => reject(new Error(`The VS Code server ${what}.\n${output}`));
    const milliseconds = bound(60_000);
    const timer = setTimeout(() => fail(`did not start in ${milliseconds / 1000} seconds`), milliseconds);
    const read = (data: Buffer) => {
      output += data.toString();
      const address = /Web UI available at (http:\S+)/.exec(output)?.[1];
      if (!address || !output.includes('Extension host agent listening')) return;
      clearTimeout(timer);
      resolve(new URL(address));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => fail(`ended with status ${code}`));
  });
}

function pageAddress(server: URL, { folder, file, development }: WorkbenchPage): string {
  const remote = (location: string) => `vscode-remote://${server.host}${location}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (file) payload.push(['openFile', remote(file)]);
  if (development) {
    payload.push(['extensionDevelopmentPath', remote(development.extension)]);
    payload.push(['extensionTestsPath', remote(development.tests)]);
    payload.push(['extensionEnvironment', JSON.stringify(development.env)]);
  }
  const address = new URL(server);
  address.searchParams.set('folder', folder);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
