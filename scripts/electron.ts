// npm run test:electron: the extension host's suite in VS Code desktop, which is downloaded into .vscode-test.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { mustRun, root } from './lib/command';
import { TestReport } from './lib/testResult';
import { HostResultsReader } from './vscode-host/hostSuite';

async function main(): Promise<void> {
  await mustRun(process.execPath, ['scripts/build.mjs', '--strict', '--tests']);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-electron-'));
  const results = path.join(temporary, 'results.jsonl');
  const ended = runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/test/index'),
    extensionTestsEnv: { DEBERTA_TEST_RESULTS: results },
    launchArgs: [temporary, '--disable-extensions', `--user-data-dir=${path.join(temporary, 'user')}`],
  });
  // a failed suite rejects too, and its results tell more
  await ended.catch((error: unknown) => {
    if (!fs.existsSync(results)) throw error;
  });
  const report = new TestReport();
  new HostResultsReader(results, report.add).read();
  fs.rmSync(temporary, { recursive: true, force: true });
  process.exitCode = report.finish();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
