import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { bound } from '../../scripts/lib/bounds';

/** A line of the file named by DEBERTA_TEST_RESULTS: one test, in JSON. */
export interface HostTestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly milliseconds?: number;
  readonly stack?: string;
}

/** Called by VS Code inside the extension host; a rejection makes the host end with status 1. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true); // stacks that name the TypeScript line
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: bound(60_000) });
  const pattern = process.env.DEBERTA_TEST_PATTERN ?? '';
  for (const name of fs.readdirSync(__dirname))
    if (name.endsWith('.test.js') && name.includes(pattern)) mocha.addFile(path.join(__dirname, name));
  const results = process.env.DEBERTA_TEST_RESULTS;
  const record = (result: HostTestResult) => results && fs.appendFileSync(results, `${JSON.stringify(result)}\n`);
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => record({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration }));
    runner.on('pending', (test) => record({ title: test.fullTitle(), state: 'pending' }));
    // also emitted for hooks, which 'test end' is not
    runner.on('fail', (test, error: Error) =>
      record({ title: test.fullTitle(), state: 'failed', milliseconds: test.duration, stack: error.stack }),
    );
  });
  if (failures > 0) throw new Error(`${failures} of the suite's tests failed.`);
}
