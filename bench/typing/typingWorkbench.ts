import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/lib/command';
import { launchBrowser } from '../../scripts/vscode-host/browser';
import { startServer } from '../../scripts/vscode-host/server';
import type { Phase, PhaseResult } from './hostProbe';

/** A real VS Code with the extension under development, a probe in its extension host, and a document to type into. */
export interface TypingWorkbench {
  readonly page: Page;
  /** Begins a phase, when the probe is ready for it. */
  start(phase: Phase): Promise<void>;
  /** Ends it; what the probe has measured. */
  stop(phase: Phase): Promise<PhaseResult>;
  close(): Promise<void>;
}

/** Opens `text` with the caret on a line and column, both from 1. Needs a build. */
export async function openTypingWorkbench(
  text: string,
  line: number,
  column: number,
  settings: Readonly<Record<string, unknown>>,
): Promise<TypingWorkbench> {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'deberta-typing-'));
  const folder = path.join(temporary, 'work');
  const file = path.join(folder, 'typed.md');
  const signals = path.join(temporary, 'signals');
  const tests = path.join(temporary, 'hostProbe.js');
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  mkdirSync(signals);
  writeFileSync(file, text);
  // The workspace's: a remote machine takes the model from no user's settings.
  writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  buildSync({
    entryPoints: [path.join(__dirname, 'hostProbe.ts')],
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const server = await startServer({ dataDirectory: path.join(temporary, 'server'), driver: true });
  const browser = await launchBrowser(path.join(temporary, 'browser'));
  const page = await browser.newPage();
  const development = { extension: root, tests, env: { DEBERTA_TYPING: signals } };
  await page.goto(server.address({ folder, file, development }));
  const editor = page.locator('.part.editor .monaco-editor[role="code"]').first();
  await editor.waitFor({ timeout: 60_000 });
  await editor.click();
  await page.keyboard.press('Control+g');
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  const signal = (name: string) => path.join(signals, name);
  return {
    page,
    async start(phase) {
      await appears(signal(`${phase}.ready`));
      writeFileSync(signal(`${phase}.start`), '');
    },
    async stop(phase) {
      writeFileSync(signal(`${phase}.stop`), '');
      await appears(signal(`${phase}.json`));
      return JSON.parse(readFileSync(signal(`${phase}.json`), 'utf8')) as PhaseResult;
    },
    async close() {
      await browser.close();
      await server.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Polls for a file; throws after three minutes: a large model is compiled first. */
async function appears(file: string): Promise<void> {
  for (const end = Date.now() + 180_000; !existsSync(file); await wait(20))
    if (Date.now() > end) throw new Error(`The probe in the extension host left no ${path.basename(file)}.`);
}
