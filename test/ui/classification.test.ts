import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadFactor } from '../../scripts/lib/bounds';
import { ResultsPanel } from './resultsPanel';
import type { Workbench } from './workbench';

let panel: ResultsPanel;
let workbench: Workbench;

before(async () => {
  panel = await ResultsPanel.open();
  workbench = panel.workbench;
});
after(() => workbench?.close());

test('palette → labels → results, in four themes', async () => {
  await workbench.command('DeBERTa: Classify…');
  await panel.choose('Document, sentence by sentence');
  await workbench.quickPickRows.filter({ hasText: 'mood' }).waitFor();
  await workbench.screenshot('classify-label-sets');
  await panel.choose('New labels…');
  await workbench.page.locator('.quick-input-widget', { hasText: 'which labels?' }).waitFor();
  await workbench.screenshot('classify-labels');
  await workbench.answer('Classify: which labels?', 'music, software, water');
  await panel.row('The band played').waitFor();
  await panel.row('Distribution').waitFor();
  const [band] = await panel.texts(panel.row('The band played'));
  assert.match(band ?? '', /[▒░]{10} +\d+\.\d % ?(music|software|water)/);
  // What a screen reader says.
  for (const name of [
    /^Distribution of 6 texts, bundled, rough guess/,
    /^weekend\.md: 6 texts$/,
    /^music: \d of 6, \d+\.\d %$/,
  ])
    await workbench.page.getByRole('treeitem', { name }).first().waitFor();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`classify-results-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('labels are saved as a set of the workspace, and offered again', async () => {
  await workbench.command('DeBERTa: Save Labels as Set…');
  await workbench.answer('Name of the label set', 'topics');
  await panel.choose('For this workspace');
  const settings = path.join(path.dirname(workbench.file), '.vscode/settings.json');
  await workbench.until('it is in the settings', () =>
    Promise.resolve(fs.existsSync(settings) && fs.readFileSync(settings, 'utf8').includes('topics')),
  );
  const { 'deberta.classify.labelSets': sets } = JSON.parse(fs.readFileSync(settings, 'utf8')) as Record<
    string,
    unknown
  >;
  assert.deepEqual(sets, {
    topics: { labels: ['music', 'software', 'water'], template: '{text} It was about {label}.', multiLabel: false },
  });
  await workbench.command('DeBERTa: Classify…');
  await panel.choose('Document, sentence by sentence');
  await workbench.quickPickRows.filter({ hasText: 'topics' }).waitFor();
  await workbench.quickPickRows.filter({ hasText: 'mood' }).waitFor();
  await workbench.page.keyboard.press('Escape');
});

test('a click reveals the sentence', async () => {
  // Closed, it leaves room for the sentences.
  await panel.row('Distribution').click();
  await panel.row('The server was restarted').click();
  const selection = workbench.page.locator('.statusbar [id="status.editor.selection"]');
  await workbench.until('the sentence is selected', async () =>
    ((await selection.textContent()) ?? '').includes('Ln 5, Col 66 (65 selected)'),
  );
});

test('highlights with all scores in the hover', async () => {
  await workbench.command('DeBERTa: Toggle Highlights of Results');
  await workbench.page.waitForTimeout(1500 * loadFactor());
  await workbench.editor.locator('.view-line', { hasText: 'Everybody' }).hover({ position: { x: 60, y: 8 } });
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'software' });
  await hover.waitFor();
  assert.match((await hover.textContent()) ?? '', /music\s+\d+\.\d %/);
  await workbench.screenshot('classify-highlights');
  await workbench.settled();
});

test('a label is explained from the hover, and another one from its line', async () => {
  const heading = () => workbench.webview.locator('h1');
  await workbench.editor.locator('.view-line', { hasText: 'Everybody' }).hover({ position: { x: 60, y: 8 } });
  await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Why?' }).click();
  await heading()
    .filter({ hasText: /^Why does the text get “(music|software|water)”/ })
    .waitFor();
  await workbench.webview.locator('table.words tbody tr').first().waitFor();
  await workbench.why(panel.row('The server was restarted'), /^Why does the text get/, 'classify-why');
});

async function exportTo(name: string): Promise<string> {
  await workbench.command('DeBERTa: Export Results…');
  const file = path.join(path.dirname(workbench.file), name);
  await workbench.saveAs('classification.csv', file);
  // All three end with a line break; a file that is still being written does not.
  await workbench.until(
    `${name} is there`,
    async () => fs.existsSync(file) && fs.readFileSync(file, 'utf8').endsWith('\n'),
  );
  return fs.readFileSync(file, 'utf8');
}

test('exported as CSV, JSON and Markdown', async () => {
  const csv = await exportTo('results.csv');
  assert.equal(csv.split('\r\n')[0], 'file,line,start,end,label,method,text,music,software,water');
  assert.equal(csv.trim().split('\r\n').length, 1 + panel.sentences);
  assert.ok(!csv.includes('never classified'));
  const { results } = JSON.parse(await exportTo('results.json')) as { results: { text: string }[] };
  assert.equal(results.length, panel.sentences);
  assert.match(await exportTo('results.md'), /\| line \| label \| score \| text \|/);
  await workbench.screenshot('classify-exported');
});

/** A chapter of 300 kB in one paragraph. */
const chapter = Array.from({ length: 6000 }, (_, i) => `Number ${i} was about the ${i} rivers of the land.`);

test('a long chapter pasted into an untitled document, canceled in mid-run: what is there stays', async () => {
  const { page } = workbench;
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.openFile('chapter.txt', chapter.join(' '));
  await workbench.editor.click();
  // Copied and pasted, as a person would: typed by a driver, letter by letter, a chapter takes minutes.
  for (const key of ['Control+a', 'Control+c']) await page.keyboard.press(key);
  await workbench.command('File: New Untitled Text File');
  await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await workbench.editor.click();
  await page.keyboard.press('Control+v');
  await workbench.editor.locator('.view-line', { hasText: 'rivers of the land' }).first().waitFor();

  await workbench.command('DeBERTa: Classify…');
  await panel.choose('Document, sentence by sentence');
  await panel.choose('New labels…');
  await workbench.answer(
    'Classify: which labels?',
    'music, software, running water, the history of the land, a long journey by sea',
  );
  const message = async () => (await panel.message.textContent()) ?? '';
  const count = async (state: string) =>
    Number(new RegExp(`${state} ([\\d,]+) sentences`).exec(await message())?.[1]?.replaceAll(',', ''));
  await workbench.until('more than a thousand are there', async () => (await count('Classifying:')) > 1000);
  await workbench.screenshot('classify-running');
  await workbench.command('DeBERTa: Cancel Run');
  await workbench.until('it is canceled', async () => (await message()).includes('Canceled after'));
  const done = await count('Canceled after');
  assert.ok(done > 1000 && done < chapter.length, `${done} sentences`);
  for (const row of ['Distribution', 'Untitled-1']) {
    await workbench.until(`${row} counts them`, async () => {
      const [line] = await panel.texts(panel.row(row));
      return line?.includes(done.toLocaleString('en')) === true;
    });
  }
  await panel.row('Number 0 was about').waitFor();
  await workbench.settled();
  await workbench.screenshot('classify-canceled');
  assert.equal(await count('Canceled after'), done, 'nothing comes after');

  // The list is focused without a click, which would open or close a row: rows that move take the next click away.
  await page.locator('.part.panel .pane-body .monaco-list').first().focus();
  const more = panel.row(`… ${(done - 1000).toLocaleString('en')} more`);
  await workbench.until('the last row has the focus', async () => {
    await page.keyboard.press('End');
    return more.and(page.locator('.focused')).isVisible();
  });
  await more.click();
  await workbench.until('the last sentence is in the list', async () => {
    await page.keyboard.press('End');
    const [last] = await panel.texts(panel.rows.and(page.locator('.focused')));
    return /Number \d+ was about/.test(last ?? '');
  });
});
