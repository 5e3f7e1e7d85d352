import { copyFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { Workbench } from '../test/ui/workbench';
import { row } from './measure';
import { randomCheckpoint, type ModelSize } from './randomCheckpoint';

/** Layers and heads of the largest models; narrow, so the engine's part is small: the panel gets as much. */
const wide: ModelSize = { name: '24x16', layers: 24, vocabulary: 16_064, hidden: 256, heads: 16 };
const bundled = path.join(__dirname, '../models/bundled');
const choices = [
  ['Head', '2'],
  ['Head', '3'],
  ['Layer', '2'],
  ['Layer', '3'],
  ['Head', '1'],
] as const;
const hoverMilliseconds = 4000;

const short = 'The music was loud and everyone was happy.';
const long = Array.from(
  { length: 60 },
  (_, index) => `In year ${1900 + index} the old house by the river was sold to a painter who loved its quiet garden.`,
).join(' ');

/** What the probe in the page keeps. */
interface Probe {
  /** Milliseconds from the arrival of each trace to the frame in which its last matrix was drawn. */
  pictures: number[];
  frames: number[];
}

/**
 * The attention panel in the real VS Code in Chromium, without graphics hardware: time from the arrival of a trace to
 * its picture, and frames longer than 50 ms while the pointer hovers over each view. Needs a browser and a build.
 * Arguments choose among the cases `short`, `512` and `24x16`.
 */
async function main(): Promise<void> {
  console.log(row('case', 'view', 'first ms', 'next ms', 'frames', '> 50 ms', 'longest ms'));
  const chosen = process.argv.slice(2);
  const isChosen = (name: string) => chosen.length === 0 || chosen.includes(name);
  if (isChosen('short')) await measure('short', short, {});
  if (isChosen('512')) await measure('512', long, {});
  if (isChosen(wide.name)) await measure(wide.name, long, { 'deberta.model': await wideModel() });
}

async function wideModel(): Promise<string> {
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  await mkdir(directory, { recursive: true });
  const model = await randomCheckpoint(directory, wide, 'generator');
  for (const file of ['spm.model', 'tokenizer_config.json'])
    await copyFile(path.join(bundled, file), path.join(model, file));
  return model;
}

async function measure(name: string, text: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const workbench = await Workbench.open('text.md', `${text}\n`, { settings });
  try {
    // What the compiler leaves in functions that keep their names.
    await workbench.page.addInitScript('globalThis.__name = (named) => named;');
    await workbench.page.addInitScript(installProbe);
    await workbench.editor.click();
    await workbench.page.keyboard.press('Control+a');
    await workbench.command('DeBERTa: Inspect Attention');
    await workbench.webview.locator('[data-figure="p2c"]').waitFor({ timeout: 120_000 });
    const frame = await panelOf(workbench);
    await workbench.until('the first picture', async () => (await probe(frame)).pictures.length > 0);
    for (const [list, label] of choices) {
      const before = (await probe(frame)).pictures.length;
      await workbench.webview.getByLabel(list, { exact: true }).selectOption({ label });
      await workbench.until('a picture', async () => (await probe(frame)).pictures.length > before);
    }
    const [first = NaN, ...next] = (await probe(frame)).pictures;
    for (const [view, target] of Object.entries(targets)) {
      await workbench.webview.getByRole('tab', { name: view }).click();
      const frames = await hover(workbench, frame, target);
      const slow = frames.filter((milliseconds) => milliseconds > 50).length;
      const isFirst = view === 'Matrix';
      const times = isFirst ? [first, next.toSorted((a, b) => a - b)[next.length >> 1] ?? NaN] : ['', ''];
      console.log(row(name, view, ...times, `${frames.length}`, `${slow}`, Math.max(...frames)));
    }
    const heap = await frame.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    );
    console.log(row(name, 'heap MB', heap / 2 ** 20));
  } finally {
    await workbench.close();
  }
}

const targets = {
  Matrix: '[data-figure="total"]',
  Arcs: '.scroller svg',
  Overview: '.overview svg',
  'Position curve': '.curve svg',
};

/** Moves the pointer to and fro over an element, and returns how long each frame took. */
async function hover({ page, webview }: Workbench, frame: Frame, target: string): Promise<number[]> {
  const element = webview.locator(target).first();
  await element.waitFor();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${target} is not visible.`);
  const [width, height] = [Math.min(box.width, 380), Math.min(box.height, 300)];
  await page.waitForTimeout(500);
  await frame.evaluate(() => void ((window as unknown as { probe: Probe }).probe.frames.length = 0));
  const end = Date.now() + hoverMilliseconds;
  for (let step = 0; Date.now() < end; step++) {
    const [x, y] = [(step * 7) % (width - 4), (step * 3) % (height - 4)];
    await page.mouse.move(box.x + 2 + x, box.y + 2 + y);
  }
  return (await probe(frame)).frames;
}

function probe(frame: Frame): Promise<Probe> {
  return frame.evaluate(() => (window as unknown as { probe: Probe }).probe);
}

async function panelOf({ page }: Workbench): Promise<Frame> {
  for (const frame of page.frames()) if ((await frame.locator('#attention').count()) > 0) return frame;
  throw new Error('There is no panel.');
}

/** Runs in every frame before its own scripts. */
function installProbe(): void {
  const probe: Probe = { pictures: [], frames: [] };
  (window as unknown as { probe: Probe }).probe = probe;
  let arrived: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isTrace = (data: unknown) =>
    typeof data === 'object' && data !== null && 'type' in data && data.type === 'trace';
  const note = ({ data }: MessageEvent<unknown>) => {
    if (isTrace(data)) arrived = performance.now();
  };
  let last = performance.now();
  let counting = 0;
  const count = (now: number) => {
    probe.frames.push(now - last);
    last = now;
    counting = requestAnimationFrame(count);
  };
  // The frame's document is rewritten before the view's script runs, which removes listeners: ours comes after.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
  const listen = EventTarget.prototype.addEventListener as (...all: unknown[]) => void;
  EventTarget.prototype.addEventListener = function (this: EventTarget, ...all: unknown[]) {
    if (this === window && all[0] === 'message') {
      listen.call(this, 'message', note);
      cancelAnimationFrame(counting);
      counting = requestAnimationFrame(count);
    }
    listen.apply(this, all);
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
  const draw = CanvasRenderingContext2D.prototype.drawImage as (...all: unknown[]) => void;
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...all: unknown[]) {
    draw.apply(this, all);
    const from = arrived;
    if (from === undefined) return;
    requestAnimationFrame(() => {
      const now = performance.now();
      clearTimeout(timer);
      // The picture is there when nothing more is drawn for a while.
      timer = setTimeout(() => {
        probe.pictures.push(now - from);
        arrived = undefined;
      }, 400);
    });
  };
}

void main();
