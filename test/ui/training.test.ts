import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const glad = ['lovely', 'wonderful', 'great', 'excellent', 'good', 'happy', 'beautiful', 'pleasant', 'kind', 'bright'];
const sad = ['awful', 'horrible', 'terrible', 'nasty', 'bad', 'sad', 'ugly', 'painful', 'cruel', 'dark'];
const sentences = glad.flatMap((word, i) => [`It was a ${word} day.`, `It was a ${sad[i]!} day.`]);
const unseen = 'It was a wonderful and happy day.';
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('diary.md', `# Diary\n\n${sentences.join(' ')}\n`);
  // The palette lists a command only once the extension is there.
  await workbench.page.locator('.activitybar .action-label[aria-label^="DeBERTa"]').waitFor();
});
after(() => workbench?.close());

const labelFile = () => path.join(path.dirname(workbench.file), 'labels.jsonl');
const lines = () => fs.readFileSync(labelFile(), 'utf8').trim().split('\n');
const button = (name: string | RegExp) => workbench.webview.getByRole('button', { name });

const reportOf = (name: string) => workbench.webview.getByText(`In the Models view as local/${name}`);
const stepIn = (text: string | null) => Number(/step (\d+) of/.exec(text ?? '')?.[1]);

async function pick(row: string): Promise<void> {
  await workbench.quickPickRows.filter({ hasText: row }).first().click();
}

async function pictures(name: string): Promise<void> {
  // A panel that has just come takes the focus, which would close the palette.
  await workbench.settled();
  for (const [kind, theme] of [
    ['light', 'Light Modern'],
    ['contrast', 'Dark High Contrast'],
    ['dark', 'Dark Modern'],
  ] as const) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`training-${name}-${kind}`);
  }
}

test('sentences of a document get labels by keys, kept in the workspace', async () => {
  await workbench.command('DeBERTa: Label Sentences');
  await pick('Document, sentence by sentence');
  await pick('labels.jsonl');
  const input = workbench.webview.getByRole('textbox', { name: 'New label' });
  for (const label of ['glad', 'sad', 'neither']) {
    await input.fill(label);
    await input.press('Enter');
    await button(new RegExp(`${label} 0$`)).waitFor();
  }
  await workbench.webview.locator('.text').click();
  const at = (index: number) => workbench.webview.getByText(`${index} of 21`);
  await workbench.page.keyboard.press('Space'); // the heading isn't a sentence of a diary
  for (let i = 0; i < sentences.length; i++) {
    await at(i + 2).waitFor();
    assert.equal(await workbench.webview.locator('.text').textContent(), sentences[i]);
    if (i === 7) await workbench.screenshot('training-label');
    await workbench.page.keyboard.press(i % 2 === 0 ? '1' : '2');
  }
  await workbench.webview.getByText('All sentences are done.').waitFor();
  assert.equal(lines().length, sentences.length);
  assert.deepEqual(JSON.parse(lines()[1]!), { text: sentences[1], label: 'sad', source: 'diary.md' });
});

test('a label can be removed and given again', async () => {
  await workbench.page.keyboard.press('ArrowLeft');
  await workbench.webview.getByText('labeled sad').waitFor();
  await workbench.page.keyboard.press('Delete');
  await workbench.until('the label is gone', async () => lines().length === sentences.length - 1);
  await workbench.page.keyboard.press('2');
  await workbench.until('the label is back', async () => lines().length === sentences.length);
});

test('training shows its curves, pauses, resumes and reports', async () => {
  await button('Train Classifier…').click();
  await button('Train').waitFor();
  await pictures('setup');
  await button('Train').click();
  await workbench.webview.getByText(/step [1-9]\d* of/).waitFor();
  await button('Pause').click();
  await workbench.webview.getByText(/^Paused: /).waitFor();
  await workbench.screenshot('training-paused');
  await button('Resume').click();
  await workbench.webview.getByText('On 4 held-out texts').waitFor();
  await workbench.webview.getByText('In the Models view as local/labels').waitFor();
  // The panel is in sight, so nothing else tells of it.
  assert.equal(await workbench.notification('“labels” is ready').count(), 0);
  for (const part of ['SiFT and standard training', 'Confusion', 'Calibration'])
    await workbench.webview.getByRole('heading', { name: part }).waitFor();
  await pictures('report');
  await workbench.webview.getByRole('heading', { name: 'Curves' }).scrollIntoViewIfNeeded();
  await workbench.screenshot('training-curves');
});

test('what is wrong with labeled texts is said before they are learned from', async () => {
  const rows = [...sentences.map((text, i) => `${text},${i % 2 === 0 ? 'glad' : 'sad'}`), `${unseen},gald`, ',sad'];
  fs.writeFileSync(path.join(path.dirname(workbench.file), 'faulty.csv'), ['text,label', ...rows].join('\n'));
  await workbench.command('DeBERTa: Train Classifier');
  await pick('faulty.csv');
  const warnings = workbench.webview.getByRole('list', { name: 'Warnings' });
  for (const warning of ['1 entry has no text or no label', '“gald” (1) looks like “glad”'])
    await warnings.getByText(warning).waitFor();
  await workbench.settled();
  await workbench.screenshot('training-warnings');
});

test('a paused training comes back with its window and reaches the same weights, and its report comes back too', async () => {
  await workbench.command('DeBERTa: Train Classifier');
  await pick('labels.jsonl');
  await button('Train').click();
  await workbench.webview.getByText(/step [1-9]\d* of/).waitFor();
  await button('Pause').click();
  const paused = await workbench.webview.getByText(/^Paused: /).textContent();
  await workbench.reopen();
  await workbench.webview.getByText(/Stopped\. Saved at step \d+ of \d+\./).waitFor();
  await workbench.settled();
  await workbench.screenshot('training-stopped');

  // As if another window went on with it.
  const claim = path.join(workbench.storage, 'training/labels-2.claim');
  fs.writeFileSync(claim, `${process.pid}`);
  await button('Discard').click();
  await workbench.webview.getByText(/Training in another window, saved at step \d+ of \d+\./).waitFor();
  assert.equal(await button('Discard').count(), 0);
  await workbench.settled();
  await workbench.screenshot('training-elsewhere');
  fs.rmSync(claim);
  await button('Discard').click();
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.getByText(/^Delete the saved progress of labels-2 \(step \d+ of \d+\)\?$/).waitFor();
  await workbench.screenshot('training-discard');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  // As if another window had ended it.
  const [folder, aside] = [path.join(workbench.storage, 'training/labels-2'), path.join(workbench.storage, 'aside')];
  fs.renameSync(folder, aside);
  await button('Resume').click();
  await workbench.webview.getByText('labels-2 was finished or discarded in another window').waitFor();
  fs.renameSync(aside, folder);

  await button('Resume').click();
  const goneOn = await workbench.webview.getByText(/\): step [1-9]\d* of/).textContent();
  assert.ok(stepIn(goneOn) >= stepIn(paused), `${goneOn} behind ${paused}`);
  await button('Cancel').click();
  await button('Resume').click();
  await workbench.tab('diary.md').click();
  await workbench.notification('“labels-2” is ready').getByRole('button', { name: 'Show Report' }).click();
  await reportOf('labels-2').waitFor();
  const weights = (name: string) =>
    fs.readFileSync(path.join(workbench.storage, `models/local--${name}/model.safetensors`));
  assert.ok(weights('labels-2').equals(weights('labels')));

  await workbench.reopen();
  await reportOf('labels-2').waitFor();
  await workbench.webview.getByText(/Training took \d+ s and at most \d+ MB of memory\./).waitFor();
  await workbench.settled();
  await workbench.screenshot('training-report-again');
});

test('the classifier is a model like any other, and classifies at once', async () => {
  await workbench.openModels();
  await workbench.treeRow('labels').waitFor();
  await workbench.tab('diary.md').click();
  await workbench.goTo(4, 1);
  await workbench.page.keyboard.type(`\n${unseen}\n`);
  await workbench.goTo(5, 5);
  await workbench.command('DeBERTa: Classify Selection');
  const rows = workbench.quickPickRows;
  await rows.filter({ hasText: 'glad' }).waitFor();
  await workbench.settled();
  await workbench.screenshot('training-classified');
  assert.match((await rows.first().textContent()) ?? '', /glad/);
});
