import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const text = '# Notes\n\nThey have been working on it for a long time.\n';
const sentence = 'They have been working on it for a long time.';
/** The mark at the end counts as a word; the masked one is not among them. */
const words = 10;
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('notes.md', text);
});
after(() => workbench?.close());

const panel = () => workbench.webview;
const word = (name: string) => panel().locator('.texts .word', { hasText: new RegExp(`^${name}[+−]?$`) });
const list = () => panel().locator('table.words tbody tr');
const readout = () => panel().locator('section[aria-label="Text"] .readout');

/** A number as the view writes it. */
const numberOf = (shown: string) => Number(shown.replace('−', '-').replace('+', ''));

async function section(name: string): Promise<string> {
  return (await panel().locator('section', { hasText: name }).first().textContent()) ?? '';
}

test('the word at the caret is explained by numbers that add up', async () => {
  await workbench.caretBehind('a lon');
  await workbench.command('DeBERTa: Explain Word');
  await list().first().waitFor();
  assert.match((await panel().locator('h1').textContent()) ?? '', /^Why does “long” fit here\?$/);
  assert.equal(await list().count(), words);
  const shown = await list().evaluateAll((rows) => rows.map((row) => row.children[1]?.textContent ?? ''));
  const sum = shown.reduce((total, one) => total + numberOf(one), 0);
  const checksum = (await panel().locator('.checksum').textContent()) ?? '';
  const [value, base, total, residual] = [...checksum.matchAll(/(?:odds|baseline|sum|residual) ([−\d.]+)/g)].map(
    ([, number = '']) => numberOf(number),
  ) as [number, number, number, number];
  assert.ok(Math.abs(value - base - total - residual) < 0.003, checksum);
  assert.ok(Math.abs(sum - total) < 0.01, `${sum} ${total}`);
  await workbench.screenshot('explanation');
});

test('keys walk the words; the word is told, and shown in the editor when it is clicked', async () => {
  await word('They').focus();
  await workbench.page.keyboard.press('End');
  await workbench.until('the mark at the end', async () =>
    /^\. contributes/.test((await readout().textContent()) ?? ''),
  );
  await workbench.page.keyboard.press('ArrowLeft');
  await workbench.until('the word before', async () => /^time contributes/.test((await readout().textContent()) ?? ''));
  assert.match((await word('time').getAttribute('aria-label')) ?? '', /^time, [+−][\d.]+$/);
  await word('time').click();
  await workbench.page.locator('.part.editor .view-overlays .cdr, .part.editor .cdr').first().waitFor();
});

test('method, baseline and what is compared change the numbers', async () => {
  const first = async () => (await list().first().textContent()) ?? '';
  const choose = async (label: string, option: string) => {
    const before = await panel().locator('.checksum').textContent();
    await panel().getByLabel(label, { exact: true }).selectOption({ label: option });
    await workbench.until(
      `${label} ${option}`,
      async () => (await panel().locator('.checksum').textContent()) !== before,
    );
  };
  await choose('Baseline', '[PAD]');
  await choose('Method', 'Occlusion');
  assert.match(await section('Through the terms'), /takes no gradients/);
  await choose('Method', 'Integrated gradients');
  await choose('Baseline', '[MASK]');
  const before = await first();
  const rival = panel().getByLabel('Compared with');
  await rival.selectOption({ index: 1 });
  await workbench.until('another answer', async () =>
    /rather than/.test((await panel().locator('h1').textContent()) ?? ''),
  );
  assert.notEqual(await first(), before);
  await rival.selectOption({ label: 'all others' });
  await workbench.until('all others', async () => !/rather/.test((await panel().locator('h1').textContent()) ?? ''));
});

test('arrow keys walk the heads of each term', async () => {
  const grid = panel().getByRole('application');
  await grid.focus();
  for (const key of ['PageUp', 'Home', 'ArrowRight', 'ArrowDown']) await workbench.page.keyboard.press(key);
  await workbench.until('a head', async () =>
    /L 2, head 2: c2c [+−]/.test((await grid.getAttribute('aria-label')) ?? ''),
  );
});

test('heads are measured exactly, and layers and curves end with the answer', async () => {
  await panel().getByRole('button', { name: 'Measure exactly' }).click();
  await panel().getByLabel('Measured exactly').waitFor();
  const grid = panel().getByRole('application');
  assert.match((await grid.getAttribute('aria-label')) ?? '', /whole head [+−]/);
  const layers = await panel()
    .locator('section', { hasText: 'After each layer' })
    .locator('tbody tr')
    .allTextContents();
  assert.match(layers.at(-1) ?? '', /pass 2.*1long /);
  const areas = await section('Check: taking words out');
  assert.match(areas, /area 0\.\d+.*random 0\.\d+/s);
});

test('what if a word is out, two are swapped, and a head is off: the answer before and after', async () => {
  const whatIf = panel().locator('section', { has: panel().getByRole('heading', { name: 'What if' }) });
  const values = () => whatIf.locator('tr.value td').allTextContents();
  await word('time').focus();
  await whatIf.getByRole('button', { name: 'Take out' }).click();
  await whatIf.locator('h3', { hasText: 'Take out “time”' }).waitFor();
  const [before, after, change] = (await values()).map(numberOf) as [number, number, number];
  assert.ok(after < before - 1 && Math.abs(after - before - change) < 0.01);
  assert.match((await whatIf.locator('p.text').textContent()) ?? '', /^They have been working on it for a long ?\.$/);
  await whatIf.getByLabel('Swap with').selectOption({ index: 1 });
  await whatIf.locator('h3', { hasText: 'Swap' }).waitFor();
  await whatIf.getByRole('button', { name: 'Switch off' }).click();
  await whatIf.locator('h3', { hasText: /Switch off whole head of L \d/ }).waitFor();
  await workbench.screenshot('explanation-what-if');
  assert.equal(await whatIf.locator('ol li').count(), 3);
  await whatIf.getByRole('button', { name: 'Back to the text' }).click();
});

test('what is taken away are the numbers on the screen', async () => {
  const csv = (await exported('CSV', 'csv')).toString('utf8').split('\r\n');
  const rows = csv.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','));
  assert.deepEqual(rows[0], ['word', 'text', 'start', 'end', 'contribution']);
  const largest = Math.max(...rows.slice(1).map((cells) => Math.abs(Number(cells[4]))));
  const shown = numberOf((await list().first().locator('td').first().textContent()) ?? '');
  assert.ok(Math.abs(Math.abs(shown) - largest) < 0.001);
  const json = JSON.parse((await exported('JSON', 'json')).toString('utf8')) as Record<string, unknown>;
  assert.equal(json.text, sentence);
  assert.equal(json.answer, 'long');
  assert.match((await exported('SVG', 'svg')).toString('utf8'), /^<svg[^>]*viewBox/);
  assert.deepEqual([...(await exported('PNG', 'png')).subarray(1, 4)], [...Buffer.from('PNG')]);
  assert.match((await exported('HTML report', 'html')).toString('utf8'), /<h2>Contributions<\/h2>/);
});

test('every theme shows signs and colors, at a narrow width, too', async () => {
  const themes = [
    ['vscode-light', 'Light Modern'],
    ['vscode-dark', 'Dark Modern'],
    ['vscode-high-contrast', 'Dark High Contrast'],
    ['vscode-high-contrast-light', 'Light High Contrast'],
  ] as const;
  for (const [kind, theme] of themes) {
    await workbench.colorTheme(theme);
    await panel().locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
    await panel()
      .locator('.texts')
      .evaluate((texts) => texts.scrollIntoView({ block: 'center' }));
    await workbench.settled();
    await workbench.screenshot(`explanation-${kind}`);
    await panel().getByRole('application').scrollIntoViewIfNeeded();
    await workbench.screenshot(`explanation-heads-${kind}`);
  }
  assert.ok((await panel().locator('.word.positive sup').count()) > 0);
  const size = workbench.page.viewportSize();
  await workbench.page.setViewportSize({ width: 700, height: 900 });
  await workbench.settled();
  await workbench.screenshot('explanation-narrow');
  if (size !== null) await workbench.page.setViewportSize(size);
  await workbench.colorTheme('Dark Modern');
});

test('a word of a list is explained', async () => {
  await workbench.caretBehind('for a ');
  await workbench.command('DeBERTa: Choose a Word');
  const row = workbench.quickPickRows.first();
  await row.hover();
  await row.locator('.action-label[aria-label="Why?"]').click();
  await workbench.until('the word of the list', async () =>
    /fit in the blank/.test((await panel().locator('h1').textContent()) ?? ''),
  );
  await list().first().waitFor();
});

test('the panel comes back after the window is reloaded', async () => {
  await workbench.reopen();
  await list().first().waitFor();
  assert.match((await panel().locator('h1').textContent()) ?? '', /^Why does /);
});

/** Exports, accepts the name that the dialog proposes, and reads what was written. */
async function exported(format: string, suffix: string): Promise<Buffer> {
  const file = path.join(path.dirname(workbench.file), `explanation.${suffix}`);
  fs.rmSync(file, { force: true });
  await panel().getByRole('button', { name: 'Export' }).click();
  await panel().getByRole('menuitem', { name: format }).click();
  await workbench.saveAs(`.${suffix}`);
  await workbench.until(`${format} is written`, () =>
    Promise.resolve(fs.existsSync(file) && fs.statSync(file).size > 0),
  );
  return fs.readFileSync(file);
}
