import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadFactor } from '../../scripts/lib/bounds';
import { writeInferenceModel } from '../engine/inferenceModel';
import { Workbench } from './workbench';

const report = [
  '# Report of the council',
  'The new crossing has carried cars and bicycles since the spring, and it is open at night as well. Its deck was painted in the color of the old railway, which had stood there for a hundred years before.',
  'The boats leave twice a day, at noon and in the evening, and they may not moor below the weir. In the winter the service stops altogether, since the water is too high for the landing.',
  '',
].join('\n\n');
const text = [
  '# Crossing the river',
  'The *bridge* carries cars and bicycles. The ferry leaves every hour. Trams need new rails.',
  'Who pays for it? “In the winter the service stops altogether, since the water is too high for the landing.”',
  '',
].join('\n\n');

const models = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-check-'));
let workbench: Workbench;

before(async () => {
  const model = path.join(models, 'bridge-and-ferry');
  await writeInferenceModel(model, { supporting: ['bridge'], contradicting: ['ferry'] });
  workbench = await Workbench.open('river.md', text, {
    settings: { 'files.simpleDialog.enable': true },
    // A browser's user settings name no model: they are another machine's.
    workspaceSettings: { 'deberta.check.model': model },
  });
  await workbench.page.locator('.statusbar', { hasText: 'DeBERTa' }).waitFor();
});
after(async () => {
  await workbench?.close();
  fs.rmSync(models, { recursive: true });
});

const rows = () => workbench.page.locator('.part.panel .pane-body .monaco-list-row');
const row = (part: string) => rows().filter({ hasText: part }).first();
const choose = (part: string) => workbench.quickPickRows.filter({ hasText: part }).first().click();
const selection = async () =>
  (await workbench.page.locator('.statusbar [id="status.editor.selection"]').textContent()) ?? '';

test('palette → source beside → verdicts, in four themes', async () => {
  await workbench.openFile('report.md', report);
  await workbench.command('View: Move Editor into Next Group');
  await workbench.command('View: Focus First Editor Group');
  await workbench.command('DeBERTa: Check Against Source…');
  await choose('Document');
  await workbench.quickPickRows.filter({ hasText: 'shown beside' }).waitFor();
  await workbench.screenshot('check-sources');
  await choose('report.md');
  await row('The ferry leaves every hour.').waitFor();
  for (const name of [
    /^contradicted: 1 of 4$/,
    /^supported: 2 of 4$/,
    /^river\.md: 4 sentences$/,
    /^contradicted, 9\d\.\d %: The ferry leaves every hour\.$/,
    /^not found, 9\d\.\d %: Trams need new rails\.$/,
    /^supported, 100\.0 %: “In the winter/,
  ])
    await workbench.page.getByRole('treeitem', { name }).first().waitFor();
  await row('The ferry leaves every hour.').locator('.monaco-tl-twistie').click();
  await row('contradicts it').waitFor();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`check-results-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('a click on the passage opens it in the source', async () => {
  await row('contradicts it').click();
  await workbench.tab('report.md').waitFor();
  await workbench.until('the passage is selected', async () => /\(\d+ selected\)/.test(await selection()));
  await workbench.page.locator('.tab.active', { hasText: 'report.md' }).first().waitFor();
});

test('hovering over a sentence names verdict, score and passage', async () => {
  await workbench.editor.locator('.view-line', { hasText: 'carries cars' }).hover({ position: { x: 60, y: 8 } });
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'supports it' });
  await hover.waitFor();
  assert.match((await hover.textContent()) ?? '', /Supported:\s*9\d\.\d %.*report\.md:\d+ supports it:\s*Report of/s);
  await workbench.screenshot('check-hover');
  await workbench.settled();
});

test('a verdict is explained by both texts', async () => {
  await workbench.why(row('The ferry leaves every hour.'), /^Why do the two texts get “contradiction”\?$/, 'check-why');
});

test('a changed sentence is checked again against the same source', async () => {
  await workbench.command('View: Focus First Editor Group');
  await workbench.caretBehind('The ferry');
  for (let i = 0; i < 'ferry'.length; i++) await workbench.page.keyboard.press('Backspace');
  await workbench.page.keyboard.type('bridge');
  await workbench.page
    .getByRole('treeitem', { name: /^supported, 9\d\.\d %: The bridge leaves every hour\.$/ })
    .first()
    .waitFor();
  await workbench.page.getByRole('treeitem', { name: /^contradicted: 0 of 4$/ }).waitFor();
  await workbench.page.waitForTimeout(500 * loadFactor());
  await workbench.screenshot('check-followed');
});

test('one verdict alone is exported', async () => {
  await row('Not found').click();
  await workbench.until('only one sentence is listed', async () => (await rows().count()) === 5);
  await workbench.command('DeBERTa: Export Results…');
  const file = path.join(path.dirname(workbench.file), 'check.json');
  await workbench.saveAs('source-check.csv', file);
  const read = () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  await workbench.until('the export is there', () => Promise.resolve(read().endsWith('\n')));
  const { source, results } = JSON.parse(read()) as { source: string; results: { text: string; verdict: string }[] };
  assert.equal(source, 'report.md');
  assert.deepEqual(
    results.map(({ text: sentence, verdict }) => [sentence, verdict]),
    [['Trams need new rails.', 'not found']],
  );
});

test('what is selected in the document beside can be the source', async () => {
  await workbench.command('DeBERTa: Check Against Source…');
  await choose('Document');
  await workbench.quickPickRows.filter({ hasText: 'the same as before' }).waitFor();
  await choose('Selection in report.md');
  await workbench.page
    .locator('.part.panel .pane-body .message', { hasText: 'against Selection in report.md' })
    .waitFor();
  // It stands in the other paragraph of the report.
  await workbench.page
    .getByRole('treeitem', { name: /^not found, \d+\.\d %: “In the winter/ })
    .first()
    .waitFor();
});
