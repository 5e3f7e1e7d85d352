import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/command';
import { confidentCheckpoint } from './confidentCheckpoint';
import { row } from './measure';
import { base } from './randomCheckpoint';
import { documentsOf, isHeldOut } from './suggestions/corpus';
import type { PhaseResult } from './typing/hostProbe';
import { delay, rhythm } from './typing/rhythm';
import { openTypingWorkbench, type TypingWorkbench } from './typing/typingWorkbench';
import { takeShown, watchGhostText, type Shown } from './typing/watchGhostText';

const markdownBytes = 200_000;
const marker = 'Here the writer goes on. ';
const offSeconds = 50;
const idleSeconds = 20;
/** After the last key, until the last suggestion is there. */
const settleSeconds = 2;

/**
 * From a key to gray text in a real VS Code: somebody types held-out prose into the middle of a Markdown file of 200
 * kB, for a while with a fixed word in the place of our suggestions, then with them, then stops. --model (bundled;
 * `base`: random weights of the base size), --precision, --seconds, --wpm, --corpus, --confidence. Needs a build and a
 * calm machine.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: '' },
      precision: { type: 'string', default: 'auto' },
      seconds: { type: 'string', default: '120' },
      wpm: { type: 'string', default: '80' },
      confidence: { type: 'string', default: 'balanced' },
      corpus: { type: 'string', default: path.join(root, '../shared/corpus') },
    },
  });
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  await mkdir(directory, { recursive: true });
  const model = values.model === 'base' ? await confidentCheckpoint(directory, base, 'the') : values.model;
  const text = markdown();
  const before = text.slice(0, text.indexOf(marker) + marker.length).split('\n');
  const workbench = await openTypingWorkbench(text, before.length, before.at(-1)!.length + 1, {
    'deberta.model': model,
    'deberta.precision': values.precision,
    'deberta.suggestions.confidence': values.confidence,
    'deberta.suggestions.delay': delay,
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    'editor.autoClosingBrackets': 'never',
    'editor.wordWrap': 'on',
  });
  try {
    const keys = (await typedText(values.corpus))[Symbol.iterator]();
    const pauses = rhythm(Number(values.wpm));
    await watchGhostText(workbench.page);
    const off = await typing(workbench, 'off', keys, pauses, offSeconds);
    const on = await typing(workbench, 'on', keys, pauses, Number(values.seconds));
    await wait(settleSeconds * 1000);
    await workbench.start('idle');
    await wait(idleSeconds * 1000);
    const idle = await workbench.stop('idle');
    console.log(`load ${os.loadavg()[0]!.toFixed(1)} on ${os.cpus().length} processors`);
    reportLatency('fixed word', off.shown, off.keys);
    reportLatency('suggestion', on.shown, on.keys);
    console.log(row('host: ms', 'p50', 'p99', 'p99.9', 'max', 'host CPU %', 'engine CPU %'));
    for (const [name, result] of Object.entries({ off: off.result, on: on.result, idle })) reportHost(name, result);
  } finally {
    await workbench.close();
  }
}

/** Types for some seconds; what showed, and what the probe measured. */
async function typing(
  workbench: TypingWorkbench,
  phase: 'off' | 'on',
  text: Iterator<string>,
  pauses: Iterator<number>,
  seconds: number,
): Promise<{ shown: Shown[]; keys: number; result: PhaseResult }> {
  await workbench.start(phase);
  const end = performance.now() + seconds * 1000;
  let next = performance.now();
  let keys = 0;
  for (; performance.now() < end; keys++) {
    await workbench.page.keyboard.type(text.next().value as string);
    next += pauses.next().value as number;
    await wait(Math.max(0, next - performance.now()));
  }
  return { shown: await takeShown(workbench.page), keys, result: await workbench.stop(phase) };
}

function reportLatency(name: string, shown: readonly Shown[], keys: number): void {
  const beyond = shown.map(({ key, drawn }) => drawn - key - delay).sort((a, b) => a - b);
  const quantile = (share: number) => (beyond[Math.floor(beyond.length * share)] ?? NaN).toFixed(0);
  const summary = `p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, at most ${(beyond.at(-1) ?? NaN).toFixed(0)} ms`;
  console.log(
    `${name}: ${keys} keys, ${shown.length} shown; from the key to the frame, beyond ${delay} ms: ${summary}`,
  );
}

function reportHost(name: string, { eventLoop, hostShare, engineShare }: PhaseResult): void {
  const { p50, p99, p999, max } = eventLoop;
  console.log(row(name, p50, p99, p999, max, 100 * hostShare, 100 * engineShare));
}

/** This project's own documents, again and again, with a paragraph in the middle to write in. */
function markdown(): string {
  const names = ['README.md', 'ARCHITECTURE.md', 'docs/math.md', 'docs/suggestions.md', 'CONTRIBUTING.md'];
  const unit = names.map((name) => readFileSync(path.join(root, name), 'utf8')).join('\n\n');
  const half = unit.repeat(Math.ceil(markdownBytes / 2 / unit.length)).slice(0, markdownBytes / 2);
  const end = half.lastIndexOf('\n## ');
  return `${half.slice(0, end)}\n\n${marker} And this is how the paragraph ends.\n${half.slice(end)}`.concat(
    half.slice(0, end),
  );
}

/** Held-out prose in keys of a plain keyboard. */
async function typedText(corpus: string): Promise<string> {
  const texts: string[] = [];
  for await (const document of documentsOf(path.join(corpus, 'gov_18f.txt.xz'))) {
    if (isHeldOut(document)) texts.push(...document.paragraphs);
    if (texts.length > 60) break;
  }
  return texts
    .join(' ')
    .replace(/[‘’]/g, "'")
    .replace(/[^a-zA-Z',.;:!? -]+/g, ' ')
    .replace(/ +/g, ' ');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
