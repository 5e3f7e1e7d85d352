import { stripVTControlCharacters } from 'node:util';

/** One counted test, check or stage. */
export interface TestResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly milliseconds?: number;
  /** The stack or output of a failure, or the reason of a skip. */
  readonly detail?: string;
}

const signs = { passed: '✓', failed: '✗', skipped: '-' } as const;

/** Prints each result as it comes, and the totals as the last line. */
export class TestReport {
  private readonly results: TestResult[] = [];

  readonly add = (result: TestResult): void => {
    this.results.push(result);
    const time = result.milliseconds === undefined ? '' : ` (${Math.round(result.milliseconds)} ms)`;
    const reason = result.status === 'skipped' && result.detail ? `: ${result.detail}` : '';
    console.log(`${signs[result.status]} ${result.name}${time}${reason}`);
    if (result.status === 'failed' && result.detail)
      console.log(stripVTControlCharacters(result.detail).trimEnd().replace(/^/gm, '    '));
  };

  /** Names what failed once more, prints `N passed, N failed` and returns the exit status. */
  finish(): 0 | 1 {
    const count = (status: TestResult['status']) => this.results.filter((result) => result.status === status).length;
    const failed = count('failed');
    const skipped = count('skipped');
    console.log();
    for (const { name, status } of this.results) if (status === 'failed') console.log(`failed: ${name}`);
    console.log(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed > 0 ? 1 : 0;
  }
}
