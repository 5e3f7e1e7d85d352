import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readerCheckpoint, rerankerCheckpoint } from '../engine/answers/askCheckpoints';
import { attemptMilliseconds, Workbench } from './workbench';

const plan = [
  '# Plan',
  'The minister opened the bridge over the river with a long speech, and the band played on until the night came and everybody went home to sleep. It rained for most of the day, so that the speech was short.',
  'The *report* is due in **June** of this year. Until then, each of the towns along the river says what the flood has cost, and what is to be built again before the next winter.',
  '',
].join('\n\n');
const notes =
  'The report was begun in May of that year, and the first part of it was certainly the longest that the office ever wrote.\n';

const models = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-ask-ui-'));
let workbench: Workbench;

before(async () => {
  await readerCheckpoint(path.join(models, 'reader'));
  await rerankerCheckpoint(path.join(models, 'reranker'));
  workbench = await Workbench.open('plan.md', plan, { settings: { 'files.simpleDialog.enable': true } });
  fs.writeFileSync(path.join(path.dirname(workbench.file), 'notes.txt'), notes);
  // The palette lists the commands of an extension once it is there.
  await workbench.page.locator('.statusbar', { hasText: 'DeBERTa' }).waitFor();
});
after(async () => {
  await workbench?.close();
  fs.rmSync(models, { recursive: true });
});

const rows = () => workbench.page.locator('.part.panel .pane-body .monaco-list-row');
const row = (text: string) => rows().filter({ hasText: text }).first();
const selection = () => workbench.page.locator('.statusbar [id="status.editor.selection"]').textContent();

async function ask(question: string, place: string): Promise<void> {
  await workbench.again(async () => {
    const timeout = attemptMilliseconds();
    await workbench.command('DeBERTa: Ask…');
    await workbench.answer('Ask your documents', question, timeout);
    await workbench.quickPickRows.filter({ hasText: place }).first().click({ timeout });
  });
}

async function inThemes(name: string): Promise<void> {
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
}

test('palette → question → place → passages, and an offer of models', async () => {
  await workbench.command('DeBERTa: Ask…');
  await workbench.page.locator('.quick-input-widget', { hasText: 'Ask your documents' }).waitFor();
  await workbench.screenshot('ask-question');
  await workbench.answer('Ask your documents', 'When is the report due?');
  await workbench.quickPickRows.filter({ hasText: 'Workspace' }).first().waitFor();
  await workbench.screenshot('ask-place');
  await workbench.quickPickRows.filter({ hasText: 'Workspace' }).first().click();
  await row('Passages found by their words alone').waitFor();
  await row('The report is due in June').waitFor();
  await row('The report was begun in May').waitFor();
  await workbench.page.locator('.part.panel .pane-body .message', { hasText: '3 passages' }).waitFor();
  await inThemes('ask-passages');
  await row('Passages found by their words alone').click();
  await workbench.page.locator('.quick-input-widget', { hasText: /answer/i }).waitFor();
  await workbench.screenshot('ask-choose-model');
  await workbench.page.keyboard.press('Escape');
});

test('with models, the answers are listed, and a click or Enter goes to the sentence', async () => {
  const settings = path.join(path.dirname(workbench.file), '.vscode/settings.json');
  const [readerModel, rerankerModel] = ['reader', 'reranker'].map((name) => path.join(models, name));
  fs.mkdirSync(path.dirname(settings), { recursive: true });
  fs.writeFileSync(
    settings,
    JSON.stringify({ 'deberta.ask.readerModel': readerModel, 'deberta.ask.rerankerModel': rerankerModel }),
  );
  await workbench.until('the answers are there', async () => {
    await ask('When is the report due?', 'Workspace');
    return workbench.page.locator('.message', { hasText: '2 answers, 1 passage' }).isVisible();
  });
  // What a screen reader says.
  const answer = workbench.page.getByRole('treeitem', { name: /^Answer, plan\.md:5, 9\d\.\d %: June/ });
  await answer.click();
  await workbench.until('the answer is selected', async () =>
    ((await selection()) ?? '').includes('Ln 5, Col 30 (4 selected)'),
  );
  await answer.locator('.monaco-tl-twistie').click();
  await row('Until then, each of the towns').waitFor();
  await inThemes('ask-answers');
  await workbench.page.locator('.part.panel .pane-body .monaco-list').first().focus();
  const other = workbench.page.getByRole('treeitem', { name: /^Answer, notes\.txt:1/ });
  await workbench.until('the other answer has the focus', async () => {
    await workbench.page.keyboard.press('ArrowDown');
    return other.and(workbench.page.locator('.focused')).isVisible();
  });
  await workbench.page.keyboard.press('Enter');
  await workbench.tab('notes.txt').waitFor();
  await workbench.until('the other answer is selected', async () =>
    ((await selection()) ?? '').includes('Ln 1, Col 28 (3 selected)'),
  );
});

test('an answer is explained', async () => {
  const answer = workbench.page.getByRole('treeitem', { name: /^Answer, plan\.md:5/ });
  await workbench.why(answer, /^Why does “June” answer “When is the report due\?”\?$/, 'ask-why');
});

test('the answers are filtered, and exported', async () => {
  await workbench.command('DeBERTa: Filter Results…');
  await workbench.answer('Show only texts that contain', 'minister');
  await workbench.page.locator('.message', { hasText: 'Showing 1: “minister”' }).waitFor();
  await workbench.command('DeBERTa: Clear Filter');
  await workbench.command('DeBERTa: Export Results…');
  const file = path.join(path.dirname(workbench.file), 'answers.md');
  await workbench.saveAs('answers.csv', file);
  await workbench.until('the file is whole', () =>
    Promise.resolve(fs.existsSync(file) && fs.readFileSync(file, 'utf8').endsWith('\n')),
  );
  const [title, , , , first, second] = fs.readFileSync(file, 'utf8').split('\n');
  assert.equal(title, '# When is the report due?');
  assert.match(first ?? '', /^\| plan\.md \| 5 \| reader \| 0\.9\d+ \| June \|$/);
  assert.match(second ?? '', /^\| notes\.txt \| 1 \| reader \| 0\.\d+ \| May \|$/);
  await workbench.screenshot('ask-exported');
});
