import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { bound } from '../../scripts/lib/bounds';

/** What the suite leaves in the file named by DEBERTA_TEST_RESULTS. */
export interface HostSuiteResults {
  readonly tests: readonly {
    readonly title: string;
    readonly state: 'passed' | 'failed' | 'pending';
    readonly milliseconds?: number;
    readonly stack?: string;
  }[];
}

/** Called by VS Code inside the extension host; a rejection makes the host end with status 1. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true); // stacks that name the TypeScript line
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: bound(60_000) });
  for (const name of fs.readdirSync(__dirname))
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  const tests: HostSuiteResults['tests'][number][] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration }));
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
    // also emitted for hooks, which 'test end' is not
    runner.on('fail', (test, error: Error) => {
      tests.push({ title: test.fullTitle(), state: 'failed', milliseconds: test.duration, stack: error.stack });
    });
  });
  const results: HostSuiteResults = { tests };
  if (process.env.DEBERTA_TEST_RESULTS) fs.writeFileSync(process.env.DEBERTA_TEST_RESULTS, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} of the suite's tests failed.`);
}
