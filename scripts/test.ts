// npm test [-- <stage>… [<pattern>]]: the stages are checks, build, unit, vscode and ui, all of them when none is
// named; the pattern selects files of the last three. The last line is `N passed, N failed`.
import fs from 'node:fs';
import path from 'node:path';
import { bound } from './lib/bounds';
import { mustRun, root, runCommand } from './lib/command';
import { runNodeTests } from './lib/nodeTests';
import { describeFile, ownTarget, packageExtension } from './lib/packageExtension';
import { ensureSystemPackages, testPackages } from './lib/systemPackages';
import { TestReport } from './lib/testResult';
import { runHostSuite } from './vscode-host/hostSuite';
import { workbenchUnavailable } from './vscode-host/install';

const report = new TestReport();

/** Counts as one test: passed when `work` ends well, failed with its message when it throws. */
async function counted(name: string, work: () => Promise<void>): Promise<boolean> {
  const start = performance.now();
  try {
    await work();
    report.add({ name, status: 'passed', milliseconds: performance.now() - start });
    return true;
  } catch (error) {
    report.add({ name, status: 'failed', detail: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

function countedScript(name: string, script: string, ...scriptArguments: string[]): Promise<boolean> {
  return counted(name, async () => {
    const { code, output } = await runCommand(process.execPath, [script, ...scriptArguments]);
    if (code !== 0) throw new Error(output);
  });
}

async function checks(): Promise<void> {
  await Promise.all([
    countedScript('types', 'node_modules/typescript/bin/tsc', '--noEmit'),
    countedScript('lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  ]);
  await Promise.all([
    countedScript('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'),
    countedScript('dead code', 'node_modules/knip/bin/knip.js'),
    countedScript('spelling', 'node_modules/cspell/bin.mjs', '--no-progress'),
  ]);
}

function testFiles(folder: string, pattern: string, except: readonly string[] = []): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !except.some((one) => name.startsWith(one + path.sep)))
    .map((name) => path.join(root, folder, name))
    .filter((file) => file.includes(pattern))
    .sort();
}

async function nodeTests(stage: string, files: readonly string[], concurrency: number): Promise<void> {
  if (files.length === 0) return report.add({ name: stage, status: 'failed', detail: 'No test file was found.' });
  await runNodeTests(files, { concurrency, timeout: bound(300_000) }, report.add);
}

async function inWorkbench(stage: string, run: () => Promise<void>): Promise<void> {
  if (workbenchUnavailable) return report.add({ name: stage, status: 'skipped', detail: workbenchUnavailable });
  try {
    await run();
  } catch (error) {
    report.add({ name: stage, status: 'failed', detail: error instanceof Error ? error.stack : String(error) });
  }
}

async function ui(pattern: string): Promise<void> {
  const vsix = await packageExtension(ownTarget, path.join(root, '.cache'));
  process.env.DEBERTA_TEST_VSIX = vsix;
  await nodeTests('ui', testFiles('test/ui', pattern), 1);
  console.log(`Screenshots: ${path.join(root, '.cache/screenshots')}`);
  console.log(`Package: ${describeFile(vsix)}`);
}

const stages: Readonly<Record<string, (pattern: string) => Promise<unknown>>> = {
  checks,
  build: async () => {
    await countedScript('build', 'scripts/build.mjs', '--strict', '--tests');
    await counted('bundle sizes', async () =>
      console.log(await mustRun(process.execPath, ['scripts/build.mjs', '--sizes'])),
    );
  },
  unit: async (pattern) => {
    await counted('system packages', () => ensureSystemPackages(testPackages));
    await nodeTests('unit', testFiles('test', pattern, ['vscode', 'ui']), 2);
  },
  vscode: (pattern) => inWorkbench('vscode', () => runHostSuite(pattern, report.add)),
  ui: (pattern) => inWorkbench('ui', () => ui(pattern)),
};

async function main(): Promise<void> {
  const named = process.argv.slice(2).filter((argument) => argument in stages);
  const pattern = process.argv.slice(2).find((argument) => !(argument in stages)) ?? '';
  for (const [name, run] of Object.entries(stages)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await run(pattern);
  }
  process.exit(report.finish());
}

void main();
