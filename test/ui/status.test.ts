import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const text = '# Notes\n\nThe dog slept. The cat sat on the mat.\n\n```\nlet x = 1\n```\n\n';
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('notes.md', text);
  await shows('DeBERTa');
});
after(() => workbench?.close());

const item = () => workbench.page.locator('.statusbar-item[id$="deberta.status"]');
const shows = (words: string) => item().filter({ hasText: words }).waitFor();

/** What is in sight of the menu. */
async function menu(): Promise<string> {
  await item().click();
  await workbench.quickPickRows.first().waitFor();
  const rows = workbench.page.locator('.quick-input-widget .quick-input-list-entry');
  return (await rows.allInnerTexts()).join('\n');
}

async function chooseFromMenu(label: string): Promise<void> {
  await item().click();
  await workbench.quickPickRows.filter({ hasText: label }).first().click();
}

async function tooltip(): Promise<string> {
  await workbench.settled();
  await item().hover();
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Suggestions:' });
  await hover.waitFor();
  return (await hover.innerText()).replaceAll('\u00a0', ' ');
}

test('Alt+\\ says why there is no suggestion, and so does the tooltip', async () => {
  for (const [line, column, reason] of [
    [6, 6, 'code or markup'],
    [9, 1, 'the line is empty'],
    [3, 'The dog slept.'.length + 1, 'no word goes here'],
  ] as const) {
    await workbench.goTo(line, column);
    await workbench.page.keyboard.press('Alt+\\');
    await workbench.page.locator('.statusbar', { hasText: `No suggestion here: ${reason}` }).waitFor();
    if (line === 6) await workbench.screenshot('status-reason');
    assert.match(await tooltip(), new RegExp(`Suggestions: on, but not here: ${reason}`));
  }
  await workbench.screenshot('status-tooltip');
  await workbench.goTo(1, 1);
  assert.match(await tooltip(), /Suggestions: on\n/);
});

test('the item is the same until suggestions are switched off, and says how', async () => {
  assert.equal((await item().innerText()).trim(), 'DeBERTa');
  await chooseFromMenu('Turn Off Suggestions in This File');
  await shows('DeBERTa (off in this file)');
  await workbench.settled();
  await workbench.screenshot('status-off-in-file');
  await chooseFromMenu('Turn On Suggestions in This File');
  await chooseFromMenu('Snooze Suggestions');
  await workbench.quickPickRows.filter({ hasText: '15 minutes' }).click();
  await shows('DeBERTa (snoozed)');
  assert.match(await tooltip(), /snoozed until \d+:\d\d/);
  await workbench.screenshot('status-snoozed');
  await chooseFromMenu('Resume Suggestions');
  await chooseFromMenu('Turn Off Suggestions Everywhere');
  await shows('DeBERTa (off)');
  await chooseFromMenu('Turn On Suggestions');
  await workbench.until('it is as before', async () => (await item().innerText()).trim() === 'DeBERTa');
});

test('the menu has what a writer needs first, in both kinds of themes', async () => {
  await workbench.goTo(3, 1);
  const order = [
    ...['Snooze', 'in This File', 'Everywhere', 'Confidence: balanced', 'Choose a Word'],
    ...['Replace Word', 'Fill Blanks', 'Classify', 'Label Sentences', 'Inspect Attention', 'Show Models'],
    ...['Open Settings', 'Open Practice Page', 'Show Log'],
  ];
  for (const theme of ['Light Modern', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    const shown = await menu();
    assert.match(shown, new RegExp(order.join('[^]*')));
    assert.match(shown, /^Suggestions: on$/m);
    await workbench.screenshot(`status-menu-${theme.toLowerCase().replaceAll(' ', '-')}`);
    await workbench.page.keyboard.press('Escape');
  }
});

test('a model that cannot be used is a warning, and the menu offers what to do', async () => {
  const folder = path.join(path.dirname(workbench.file), '.vscode');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ 'deberta.model': '/no/model' }));
  await workbench.goTo(3, 'The dog '.length + 1);
  await workbench.until('the setting counts', async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Alt+\\');
    return item().locator('.codicon-warning').isVisible();
  });
  assert.match(await tooltip(), /Problem: .*\/no\/model/);
  assert.match(await menu(), /no\/model[^]*Open Setting[^]*Use Bundled Model[^]*Snooze/);
  await workbench.screenshot('status-problem');
  await workbench.page.keyboard.press('Escape');
  await chooseFromMenu('Use Bundled Model');
  await item().locator('.codicon-whole-word').waitFor();
});
