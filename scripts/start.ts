// npm start [-- --check]: the extension on samples/, in VS Code desktop if `code` is on PATH, otherwise in the browser.
// --check: starts the browser workbench, waits until it answers, and ends.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findExecutable, mustRun, root } from './lib/command';
import { ownTarget, packageExtension } from './lib/packageExtension';
import { startServer } from './vscode-host/server';

const check = process.argv.includes('--check');
const folder = path.join(root, 'samples');
const file = path.join(folder, 'release-notes.md');

async function openDesktop(code: string): Promise<void> {
  await mustRun(process.execPath, ['scripts/build.mjs', '--strict']);
  await mustRun(code, [`--extensionDevelopmentPath=${root}`, folder, file]);
  console.log('VS Code is open on samples/.');
}

async function openWorkbench(): Promise<void> {
  const vsix = await packageExtension(ownTarget, path.join(root, '.cache'));
  const server = await startServer({ dataDirectory: path.join(root, '.cache/workbench'), vsix });
  const address = server.address({ folder, file });
  if (check) {
    const status = await statusOf(address);
    await server.stop();
    if (status !== 200) throw new Error(`The workbench answered with status ${status}.`);
    return console.log('The workbench answers.');
  }
  console.log(`\nVS Code is at\n\n  ${address}\n\nCtrl+C ends it.`);
  openBrowser(address);
  await server.ended;
}

/** What a browser gets: the server takes the secret from the address into a cookie, and sends it on. */
async function statusOf(address: string): Promise<number> {
  const first = await fetch(address, { redirect: 'manual' });
  const headers = { cookie: first.headers.getSetCookie().join('; ') };
  return (await fetch(new URL(first.headers.get('location') ?? '', address), { headers })).status;
}

/** Arguments of programs are public, so the browser gets the secret address through a page only its owner can read. */
function openBrowser(address: string): void {
  const opener = findExecutable('xdg-open');
  const hasDisplay = process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY;
  if (!opener || !hasDisplay || process.env.CI) return;
  const page = path.join(root, '.cache/workbench/open.html');
  fs.rmSync(page, { force: true });
  const escaped = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  fs.writeFileSync(page, `<!doctype html><meta http-equiv="refresh" content="0; url=${escaped}">`, { mode: 0o600 });
  process.once('exit', () => fs.rmSync(page, { force: true }));
  spawn(opener, [page], { stdio: 'ignore', detached: true })
    .once('error', () => console.log('No browser could be opened: open the address yourself.'))
    .unref();
}

const code = findExecutable('code');
(code && !check ? openDesktop(code) : openWorkbench()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
