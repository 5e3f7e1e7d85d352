import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostSuiteResults } from '../../test/vscode';
import { bound } from '../lib/bounds';
import { root } from '../lib/command';
import type { TestResult } from '../lib/testResult';
import { launchBrowser } from './browser';
import { startServer } from './server';

/** Runs out/test (mocha) inside the extension host of a real VS Code server, with the repository as extension under development. */
export async function runHostSuite(report: (result: TestResult) => void): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-host-'));
  const folder = path.join(temporary, 'work');
  const results = path.join(temporary, 'results.json');
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
        env: { DEBERTA_TEST_RESULTS: results },
      };
      const timeLimit = bound(600_000);
      await page.goto(server.address({ folder, development }));
      await Promise.race([suiteEnded, wait(timeLimit, undefined, { ref: false }), server.ended]);
      if (!fs.existsSync(results)) {
        const detail = `The suite wrote no results in ${timeLimit / 1000} s.\n${console.slice(-30).join('\n')}`;
        return report({ name: 'extension host suite', status: 'failed', detail });
      }
      readHostResults(results).forEach(report);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** The results that the suite wrote to a file. */
export function readHostResults(file: string): TestResult[] {
  const { tests } = JSON.parse(fs.readFileSync(file, 'utf8')) as HostSuiteResults;
  const status = { passed: 'passed', failed: 'failed', pending: 'skipped' } as const;
  return tests.map(({ title, state, milliseconds, stack }) => ({
    name: `extension host: ${title}`,
    status: status[state],
    milliseconds,
    detail: stack,
  }));
}
