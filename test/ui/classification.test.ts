import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ResultsPanel } from './resultsPanel';
import type { Workbench } from './workbench';

let panel: ResultsPanel;
let workbench: Workbench;

before(async () => {
  panel = await ResultsPanel.open();
  workbench = panel.workbench;
});
after(() => workbench?.close());

test('palette → labels → results, in three themes', async () => {
  await workbench.command('DeBERTa: Classify…');
  await panel.choose('Document, sentence by sentence');
  await workbench.quickPickRows.filter({ hasText: 'mood' }).waitFor({ timeout: 60_000 });
  await workbench.screenshot('classify-label-sets');
  await panel.choose('New labels…');
  await workbench.page.locator('.quick-input-widget', { hasText: 'which labels?' }).waitFor();
  await workbench.screenshot('classify-labels');
  await panel.answer('Classify: which labels?', 'music, software, water');
  await panel.row('The band played').waitFor({ timeout: 60_000 });
  await panel.row('Distribution').waitFor();
  const [band] = await panel.texts(panel.row('The band played'));
  assert.match(band ?? '', /[█░]{10} +\d+\.\d % ?(music|software|water)/);
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`classify-results-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('a click reveals the sentence', async () => {
  await panel.row('The server was restarted').click();
  const selection = workbench.page.locator('.statusbar [id="status.editor.selection"]');
  await workbench.until('the sentence is selected', async () =>
    ((await selection.textContent()) ?? '').includes('Ln 5, Col 66 (65 selected)'),
  );
});

test('highlights with all scores in the hover', async () => {
  await workbench.command('DeBERTa: Toggle Classification Highlights');
  await workbench.page.waitForTimeout(1500);
  await workbench.editor.locator('.view-line', { hasText: 'Everybody' }).hover({ position: { x: 60, y: 8 } });
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'software' });
  await hover.waitFor({ timeout: 15_000 });
  assert.match((await hover.textContent()) ?? '', /music\s+\d+\.\d %/);
  await workbench.screenshot('classify-highlights');
  await workbench.settled();
});

async function exportTo(name: string): Promise<string> {
  await workbench.command('DeBERTa: Export Results…');
  const file = path.join(path.dirname(workbench.file), name);
  const input = workbench.page.locator('.quick-input-widget input.input');
  await workbench.until('the dialog proposes a name', async () =>
    (await input.inputValue()).endsWith('classification.csv'),
  );
  await input.fill(file);
  // The dialog looks the folder up before it takes the name.
  await workbench.until(`${name} is there`, async () => {
    // All three end with a line break; a file that is still being written does not.
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8').endsWith('\n')) return true;
    await workbench.page.waitForTimeout(500);
    if (await input.isVisible()) await input.press('Enter');
    return false;
  });
  return fs.readFileSync(file, 'utf8');
}

test('exported as CSV, JSON and Markdown', async () => {
  const csv = await exportTo('results.csv');
  assert.equal(csv.split('\r\n')[0], 'file,line,start,end,label,text,music,software,water');
  assert.equal(csv.trim().split('\r\n').length, 1 + panel.sentences);
  assert.ok(!csv.includes('never classified'));
  const { results } = JSON.parse(await exportTo('results.json')) as { results: { text: string }[] };
  assert.equal(results.length, panel.sentences);
  assert.match(await exportTo('results.md'), /\| line \| label \| score \| text \|/);
  await workbench.screenshot('classify-exported');
});
