import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { familyRepositories } from '../hub/families';
import { Workbench } from './workbench';

const text = `# Notes\n\nThe music was loud and everyone was happy.\n\nThe cat sat on the mat.\n\n${'They walked along the river and talked about the old days. '.repeat(50)}\n`;
const tokens = 10;
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('notes.md', text);
});
after(() => workbench?.close());

const figures = () => workbench.webview.locator('figcaption strong');
const tab = (name: string) => workbench.webview.getByRole('tab', { name });
const announced = () => workbench.webview.locator('.readout').first();
const unit = (label: string) => workbench.webview.locator('.strip .unit', { hasText: new RegExp(`^${label}$`) });

async function picture(figure: string): Promise<string> {
  const canvas = workbench.webview.locator(`[data-figure="${figure}"] canvas`).first();
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

test('the sentence at the caret is shown as a whole and in three terms that add up, under a strict policy', async () => {
  await workbench.caretBehind('everyone was happy.');
  await workbench.command('DeBERTa: Inspect Attention');
  const panel = workbench.webview;
  await panel.locator('[data-figure="c2c"]').waitFor();
  assert.deepEqual(await figures().allTextContents(), ['probability', 'c2c', 'c2p', 'p2c']);
  const policy = await panel.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  const closed =
    /^default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src [^;]+; script-src 'nonce-[^']+'$/;
  assert.match(policy ?? '', closed);
  const sum = /total\| = ([^,]+),/.exec((await panel.locator('.checksum').textContent()) ?? '')?.[1];
  assert.ok(Number(sum) < 1e-4, `the terms miss the total by ${sum}`);
  assert.equal(await panel.locator('.strip .unit').count(), tokens + 1);
  await workbench.screenshot('attention-matrix');
});

test('layer, head and quantity change the pictures; the mean and the rollout have theirs', async () => {
  const panel = workbench.webview;
  const choose = async (label: string, option: string, figure: string) => {
    const before = await picture(figure);
    await panel.getByLabel(label, { exact: true }).selectOption({ label: option });
    await workbench.until(`${label} ${option}`, async () => (await picture(figure)) !== before);
  };
  await choose('Layer', '2', 'c2p');
  await choose('Head', '2', 'c2p');
  await choose('Show', 'Score', 'c2p');
  await choose('Show', 'Change if left out', 'c2p');
  await choose('Show', 'Shapley share', 'c2p');
  await choose('Head', 'mean', 'c2p');
  await panel.getByLabel('Head', { exact: true }).selectOption({ label: 'rollout' });
  await workbench.until('the rollout alone', async () => (await figures().count()) === 1);
  await choose('Head', '1', 'total');
});

test('keys walk the cells, the numbers follow; a token that is clicked is marked in the editor, and a selection in the text', async () => {
  const panel = workbench.webview;
  await panel.locator('[data-figure="total"]').focus();
  await workbench.page.keyboard.press('Home');
  await workbench.page.keyboard.press('ArrowRight');
  await workbench.page.keyboard.press('PageUp');
  await workbench.until('a cell', async () => /^\[CLS\] looks at The/.test((await announced().textContent()) ?? ''));
  await workbench.page.keyboard.press('+');
  await workbench.page.keyboard.press('0');

  await unit('music').click();
  await unit('loud').click({ modifiers: ['Shift'] });
  await workbench.until('two rows', async () => /^music \+ loud look at/.test((await announced().textContent()) ?? ''));
  await workbench.screenshot('attention-two-rows');
  await unit('music').press('ArrowRight');
  await workbench.page.keyboard.press('Enter');
  await workbench.until('the next token', async () => /^was looks at/.test((await announced().textContent()) ?? ''));

  const line = (await workbench.editor.locator('.view-lines').textContent()) ?? '';
  assert.match(line, /music/);
  await workbench.caretBehind('everyone was happ');
  await workbench.until(
    'the token at the caret',
    async () => (await panel.locator('.strip .highlighted').count()) === 1,
  );
  assert.match((await panel.locator('.strip .highlighted').textContent()) ?? '', /happy/);
});

test('every view, in every kind of theme', async () => {
  const panel = workbench.webview;
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await panel.getByLabel('Special tokens').selectOption({ label: 'renormalized without them' });
  await unit('happy').click();
  const themes = [
    ['vscode-dark', 'Dark Modern'],
    ['vscode-light', 'Light Modern'],
    ['vscode-high-contrast', 'Dark High Contrast'],
    ['vscode-high-contrast-light', 'Light High Contrast'],
  ] as const;
  for (const [kind, theme] of themes) {
    await workbench.colorTheme(theme);
    await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
    for (const [name, content] of [
      ['Matrix', '[data-figure="p2c"]'],
      ['Arcs', 'svg path'],
      ['Overview', '.overview svg rect'],
      ['Position curve', '.curve svg path'],
    ] as const) {
      await tab(name).click();
      await panel.locator(content).first().waitFor();
      await workbench.screenshot(`attention-${name.split(' ')[0]?.toLowerCase()}-${kind}`);
    }
    await tab('Mask decoder').click();
    await panel.getByRole('button', { name: 'Mask “happy”' }).click();
    await panel.locator('.candidates b').first().waitFor();
    assert.equal(await panel.locator('.heat thead th').count(), 9);
    await workbench.screenshot(`attention-mask-${kind}`);
  }
  await workbench.colorTheme('Dark Modern');
});

test('arrow keys walk tabs, heads and distances', async () => {
  await tab('Matrix').click();
  await tab('Matrix').press('ArrowRight');
  await workbench.page.keyboard.press('ArrowRight');
  const panel = workbench.webview;
  await panel.getByRole('application').press('ArrowDown');
  await workbench.page.keyboard.press('ArrowLeft');
  assert.match((await panel.getByRole('application').getAttribute('aria-label')) ?? '', /Layer \d+, head 1:/);
  await tab('Overview').press('ArrowRight');
  const before = await announced().textContent();
  await panel.getByRole('application').press('ArrowLeft');
  await workbench.until('another distance', async () => (await announced().textContent()) !== before);
});

test('actions are menus: keys move in them, and nothing is done before Enter', async () => {
  const panel = workbench.webview;
  const { keyboard } = workbench.page;
  const button = panel.getByRole('button', { name: 'Export' });
  const focused = () => panel.locator(':focus').textContent();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await button.focus();
    await keyboard.press('ArrowDown');
    await panel.getByRole('menuitem', { name: 'SVG' }).and(panel.locator(':focus')).waitFor();
    await workbench.screenshot(`attention-menu-${theme.toLowerCase().replaceAll(' ', '-')}`);
    await keyboard.press('Escape');
    assert.equal(await focused(), 'Export');
  }
  await keyboard.press('ArrowUp');
  for (const [key, entry] of [
    ['ArrowDown', 'SVG'],
    ['ArrowUp', 'Copy image'],
    ['h', 'HTML report'],
    ['Home', 'SVG'],
    ['End', 'Copy image'],
  ] as const) {
    await keyboard.press(key);
    assert.equal(await focused(), entry, key);
  }
  await keyboard.press('Tab');
  assert.equal(await panel.getByRole('menu').count(), 0);
  assert.equal(await workbench.page.locator('.quick-input-widget:visible').count(), 0, 'nothing was exported');
});

test('what is taken away are the numbers on the screen', async () => {
  const panel = workbench.webview;
  await tab('Matrix').click();
  await panel.getByLabel('Special tokens').selectOption({ label: 'shown' });
  await panel.getByLabel('Show', { exact: true }).selectOption({ label: 'Probability' });
  await unit('music').click();
  const cells = panel.locator('.row-table tbody tr');
  const shown = await cells.evaluateAll((rows) => rows.map((row) => row.children[1]?.textContent ?? ''));
  assert.equal(shown.length, tokens + 1);

  const csv = await exported('CSV', 'csv');
  const lines = csv
    .toString('utf8')
    .split('\r\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const ofMusic = lines.filter((line) => line.split(',')[2] === 'music').map((line) => Number(line.split(',')[4]));
  const percent = (value: number) => Number((100 * value).toFixed(1));
  assert.deepEqual(
    ofMusic.map(percent),
    shown.map((value) => percent(Number.parseFloat(value) / 100)),
  );

  const json = JSON.parse((await exported('JSON', 'json')).toString('utf8')) as Record<string, unknown>;
  assert.equal(json.text, 'The music was loud and everyone was happy.');
  const svg = (await exported('SVG', 'svg')).toString('utf8');
  assert.match(svg, /^<svg[^>]*viewBox/);
  assert.equal(svg.match(/<title>/g)?.length, 4 * (tokens + 1) ** 2);
  const png = await exported('PNG', 'png');
  assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
  assert.equal(
    png.readUInt32BE(16),
    2 * Math.floor(Number(/width="([\d.]+)"/.exec(svg)?.[1])),
    'twice as wide as the SVG',
  );
  await panel.getByRole('button', { name: 'Export' }).focus();
  for (const key of ['Enter', 'End', 'Enter']) await workbench.page.keyboard.press(key);
  await workbench.until('the image is copied', async () =>
    /Image copied/.test((await panel.locator('.announcement').textContent()) ?? ''),
  );
});

test('each view’s table and picture are taken away; the report opens without a network', async () => {
  const panel = workbench.webview;
  await tab('Overview').click();
  const heads = await linesOf('CSV');
  assert.equal(heads.length, 1 + 9, 'three layers of three heads');
  for (const cells of heads.slice(1)) {
    const shares = cells.slice(2, 5).map(Number);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5, shares.join());
  }
  await tab('Position curve').click();
  const curve = await linesOf('CSV');
  assert.equal(curve.length, 1 + 2 * (tokens + 1) - 1);
  const one = curve.find(([distance]) => distance === '1');
  await panel.getByRole('application').press('Home');
  for (let step = 0; step < tokens + 1; step++) await workbench.page.keyboard.press('ArrowRight');
  const shown = ((await announced().textContent()) ?? '').replaceAll('−', '-');
  assert.ok(shown.includes(`c2p ${Number(one?.[2]).toFixed(3)}`), `${shown} for ${one?.join()}`);
  await tab('Mask decoder').click();
  const mask = await linesOf('CSV');
  assert.deepEqual(mask[0]?.slice(0, 3), ['token', 'pass 1', 'pass 1 c2c']);
  assert.equal(mask.length, tokens + 2);
  assert.match((await exported('SVG', 'svg')).toString('utf8'), /pass 2/);

  const report = (await exported('HTML report', 'html')).toString('utf8');
  const page = await workbench.page.context().newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(report);
  assert.equal(await page.locator('svg').count(), 5, 'a picture of every view');
  const numbers = JSON.parse((await page.locator('script.numbers').textContent()) ?? '') as {
    probabilities: number[][];
  };
  for (const row of numbers.probabilities) assert.ok(Math.abs(row.reduce((sum, one) => sum + one, 0) - 1) < 1e-4);
  assert.deepEqual(asked, []);
  await page.screenshot({ path: path.join(__dirname, '../../.cache/screenshots/attention-report.png') });
  await page.close();
});

test('a long text is shown in windows; the panel follows the selection when asked', async () => {
  const panel = workbench.webview;
  await tab('Matrix').click();
  await panel.getByLabel('Follow selection').check();
  await workbench.goTo(7, 1);
  await workbench.page.keyboard.press('Control+Shift+End');
  const note = panel.locator('.window');
  await note.waitFor();
  assert.match((await note.textContent()) ?? '', /tokens 1–510 of \d+ are shown and see only each other/);
  await workbench.until('the matrices', async () => (await panel.locator('[data-figure="p2c"]').count()) === 1);
  await workbench.screenshot('attention-long');
  await panel.getByRole('button', { name: 'Later' }).click();
  await workbench.until('the later window', async () => /tokens \d{2,}–/.test((await note.textContent()) ?? ''));
  await panel.locator('[data-figure="p2c"]').waitFor();
  assert.equal(await panel.getByRole('button', { name: 'Later' }).isDisabled(), true);
  await workbench.caretBehind('everyone was happy.');
  await workbench.until('the short text', async () => (await panel.locator('.strip .unit').count()) === tokens + 1);
  await panel.locator('[data-figure="p2c"]').waitFor();
  await panel.getByLabel('Follow selection').uncheck();
});

test('another text is compared side by side; the panel comes back after the window is reloaded', async () => {
  const panel = workbench.webview;
  await fromMenu('Compare', 'with another text…');
  const input = workbench.page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill('The music was quiet and everyone was sad.');
  await input.press('Enter');
  await input.waitFor({ state: 'hidden' });
  await panel.locator('[data-figure="p2c"]').nth(1).waitFor();
  await workbench.screenshot('attention-compared');
  await workbench.reopen();
  await panel.locator('[data-figure="p2c"]').nth(1).waitFor();
  assert.match((await panel.locator('.strip').nth(1).textContent()) ?? '', /quiet/);
  await panel.getByRole('button', { name: 'End comparison' }).click();
  await workbench.until('one side', async () => (await panel.locator('.side').count()) === 1);
});

test('another model reads the same text side by side', async () => {
  const made = familyRepositories().find(({ id }) => id === 'tiny/v3-small-like-masked');
  assert.ok(made);
  const folder = path.join(path.dirname(path.dirname(workbench.file)), 'made');
  fs.mkdirSync(folder);
  for (const [name, bytes] of Object.entries(made.repository.files)) fs.writeFileSync(path.join(folder, name), bytes);
  const panel = workbench.webview;
  await fromMenu('Compare', 'with another model…');
  await workbench.quickPickRows.filter({ hasText: 'A folder' }).click();
  await workbench.chooseFolder(folder, 'OK');
  await panel.locator('.side').nth(1).locator('[data-figure="p2c"]').waitFor();
  const subjects = await panel.locator('.subject').allTextContents();
  assert.match(subjects[0] ?? '', /bundled.*3 layers × 3 heads/);
  assert.match(subjects[1] ?? '', /made.*4 layers × 4 heads/);
  await workbench.screenshot('attention-two-models');
  await panel.getByRole('button', { name: 'End comparison' }).click();
});

async function fromMenu(menu: string, entry: string): Promise<void> {
  await workbench.webview.getByRole('button', { name: menu }).click();
  await workbench.webview.getByRole('menuitem', { name: entry }).click();
}

/** The lines of a CSV export without those on its subject, in cells. No label of this text holds a comma. */
async function linesOf(format: string): Promise<string[][]> {
  const lines = (await exported(format, 'csv')).toString('utf8').split('\r\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','));
}

/** Exports, accepts the name that the dialog proposes, and reads what was written. */
async function exported(format: string, suffix: string): Promise<Buffer> {
  const folder = path.dirname(workbench.file);
  const isExport = (name: string) => name.endsWith(`.${suffix}`) && name.startsWith('attention');
  const written = () => fs.readdirSync(folder).find(isExport);
  for (const name of fs.readdirSync(folder).filter(isExport)) fs.rmSync(path.join(folder, name));
  await fromMenu('Export', format);
  await workbench.saveAs(`.${suffix}`);
  await workbench.until(`${format} is written`, async () => {
    const name = written();
    return name !== undefined && fs.statSync(path.join(folder, name)).size > 0;
  });
  return fs.readFileSync(path.join(folder, written() ?? ''));
}
