import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import type { EventData } from 'node:test';
import { inspect } from 'node:util';
import { root } from './command';
import type { TestResult } from './testResult';

export interface NodeTestOptions {
  /** Files at a time. */
  readonly concurrency: number;
  /** Milliseconds after which a file's process is ended. */
  readonly timeout: number;
}

/** Runs files of node:test, each in its own process with this one's TypeScript loader; reports every leaf test. */
export async function runNodeTests(
  files: readonly string[],
  options: NodeTestOptions,
  report: (result: TestResult) => void,
): Promise<void> {
  const stderr = new Map<string, string>();
  const lastDepth = new Map<string, number>();
  const events = run({ files: [...files], ...options });

  /** Children come before their parent: an event less deep than the one before it in its file sums those up. */
  const isParent = ({ file = '', nesting }: EventData.TestPass | EventData.TestFail): boolean => {
    const summary = nesting < (lastDepth.get(file) ?? 0);
    lastDepth.set(file, nesting);
    return summary;
  };
  events.on('test:stderr', ({ file, message }) => stderr.set(file, (stderr.get(file) ?? '') + message));
  events.on('test:pass', (test) => {
    if (isParent(test)) return;
    const name = nameOf(test);
    const milliseconds = test.details.duration_ms;
    if (test.skip !== undefined && test.skip !== false)
      report({ name, status: 'skipped', detail: typeof test.skip === 'string' ? test.skip : undefined });
    else if (test.name === test.file) report({ name, status: 'failed', detail: 'There are no tests in this file.' });
    else report({ name, status: 'passed', milliseconds });
  });
  events.on('test:fail', (test) => {
    const { error } = test.details;
    if (isParent(test) && 'failureType' in error && error.failureType === 'subtestsFailed') return;
    const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : inspect(error);
    const output = test.name === test.file ? `\n${stderr.get(test.file) ?? ''}` : '';
    report({ name: nameOf(test), status: 'failed', milliseconds: test.details.duration_ms, detail: cause + output });
  });
  events.resume();
  await finished(events);
}

function nameOf({ file, name }: EventData.TestPass | EventData.TestFail): string {
  const relative = path.relative(root, file ?? '');
  return name === file ? relative : `${relative}: ${name}`;
}
