import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostTestResult } from '../../test/vscode';
import { bound } from '../lib/bounds';
import { root } from '../lib/command';
import type { TestResult } from '../lib/testResult';
import { launchBrowser } from './browser';
import { startServer } from './server';

/**
 * Runs out/test (mocha) inside the extension host of a real VS Code server, with the repository as extension under
 * development: the files whose name contains `pattern`.
 */
export async function runHostSuite(pattern: string, report: (result: TestResult) => void): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-host-'));
  const folder = path.join(temporary, 'work');
  const results = path.join(temporary, 'results.jsonl');
  fs.mkdirSync(folder);
  const server = await startServer({ dataDirectory: path.join(temporary, 'server'), driver: true });
  try {
    const browser = await launchBrowser(path.join(temporary, 'browser'));
    try {
      const page = await browser.newPage();
      const console: string[] = [];
      page.on('console', (message) => console.push(message.text()));
      const suiteEnded = new Promise<void>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
      const development = {
        extension: root,
        tests: path.join(root, 'out/test/index'),
        env: { DEBERTA_TEST_RESULTS: results, DEBERTA_TEST_PATTERN: pattern },
      };
      const timeLimit = bound(600_000);
      const reader = new HostResultsReader(results, report);
      const reading = setInterval(() => reader.read(), 500);
      await page.goto(server.address({ folder, development }));
      const outcome = await Promise.race([
        suiteEnded.then(() => 'ended'),
        wait(timeLimit, `ran longer than ${timeLimit / 1000} s`, { ref: false }),
        server.ended.then(() => 'lost its server'),
      ]);
      clearInterval(reading);
      if (reader.read() > 0 && outcome === 'ended') return;
      const detail = `The suite ${outcome} after ${reader.read()} tests.\n${console.slice(-30).join('\n')}`;
      report({ name: 'extension host suite', status: 'failed', detail });
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Reports the tests whose results a suite appends to a file. */
export class HostResultsReader {
  #count = 0;

  constructor(
    private readonly file: string,
    private readonly report: (result: TestResult) => void,
  ) {}

  /** Reports what has come since the last call. Returns how many tests have ended so far. */
  read(): number {
    const lines = fs.existsSync(this.file) ? fs.readFileSync(this.file, 'utf8').split('\n').slice(0, -1) : [];
    const status = { passed: 'passed', failed: 'failed', pending: 'skipped' } as const;
    for (const line of lines.slice(this.#count)) {
      const { title, state, milliseconds, stack } = JSON.parse(line) as HostTestResult;
      this.report({ name: `extension host: ${title}`, status: status[state], milliseconds, detail: stack });
    }
    return (this.#count = lines.length);
  }
}
