import { existsSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/app/extensionApi';
import { delay } from './rhythm';

/** What a phase of the benchmark is measured by, in milliseconds and shares of one processor. */
export interface PhaseResult {
  /** Intervals of a timer that is due every millisecond: what lies above one is blocking. */
  readonly eventLoop: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
  readonly engineShare: number;
  readonly hostShare: number;
}

/** The phases: typing with a suggestion that costs nothing in the place of ours, with ours, and nothing. */
export const phases = ['off', 'on', 'idle'] as const;
export type Phase = (typeof phases)[number];

/** Runs in place of a test suite: measures from PHASE.start to PHASE.stop in DEBERTA_TYPING, into PHASE.json. */
export async function run(): Promise<void> {
  const folder = process.env.DEBERTA_TYPING ?? '';
  const api = await vscode.extensions.getExtension<ExtensionApi>('deberta-local.deberta')!.activate();
  const model = await api.modelFor('fill-mask');
  await api.engine.fillMask({ ...model, text: 'It is a test.', masks: [{ start: 6, end: 7 }], topK: 1 });
  for (const phase of phases) {
    await vscode.workspace.getConfiguration().update('deberta.suggestions.enabled', phase !== 'off', true);
    const floor = phase === 'off' ? fixedSuggestion() : undefined;
    writeFileSync(path.join(folder, `${phase}.ready`), '');
    await appears(path.join(folder, `${phase}.start`));
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    const before = { time: performance.now(), engine: processorSeconds(api.enginePid()), host: process.cpuUsage() };
    histogram.enable();
    await appears(path.join(folder, `${phase}.stop`));
    histogram.disable();
    floor?.dispose();
    const seconds = (performance.now() - before.time) / 1000;
    const { user, system } = process.cpuUsage(before.host);
    const at = (percent: number) => histogram.percentile(percent) / 1e6;
    const result: PhaseResult = {
      eventLoop: { p50: at(50), p99: at(99), p999: at(99.9), max: histogram.max / 1e6 },
      engineShare: (processorSeconds(api.enginePid()) - before.engine) / seconds,
      hostShare: (user + system) / 1e6 / seconds,
    };
    writeFileSync(path.join(folder, 'writing'), JSON.stringify(result));
    renameSync(path.join(folder, 'writing'), path.join(folder, `${phase}.json`));
  }
}

/** A word that is suggested at every caret after the same pause: what VS Code itself takes. */
function fixedSuggestion(): vscode.Disposable {
  let edited = 0;
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(() => (edited = performance.now())),
    vscode.languages.registerInlineCompletionItemProvider('markdown', {
      async provideInlineCompletionItems(_document, position, _context, token) {
        await wait(Math.max(0, delay - (performance.now() - edited)));
        if (token.isCancellationRequested) return [];
        return [{ insertText: 'word', range: new vscode.Range(position, position) }];
      },
    }),
  );
}

/** Settles when a file is there, without polling: that would be measured, too. */
function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path.dirname(file), () => check());
    const check = () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    };
    check();
  });
}

/** User and system time of a process so far; ticks of Linux are hundredths. */
function processorSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
