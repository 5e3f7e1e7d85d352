import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

let workbench: Workbench;

before(async () => {
  // With motion, a step takes the focus back some time after a click.
  workbench = await Workbench.open('notes.md', 'A note.\n', { settings: { 'workbench.reduceMotion': 'on' } });
  // The walkthrough opens the page to its side where there is room.
  await workbench.page.setViewportSize({ width: 1800, height: 900 });
  await workbench.commandWith('Welcome: Open Walkthrough', (rows) =>
    rows.filter({ hasText: 'Get started with DeBERTa' }),
  );
});
after(() => workbench?.close());

const step = (title: string) => workbench.page.locator('.getting-started-step', { hasText: title });
const isDone = async (title: string) => (await step(title).getAttribute('aria-checked')) === 'true';

async function press(title: string, button: string): Promise<void> {
  await step(title).click();
  await step(title).getByRole('button', { name: button }).click();
}

test('the practice page opens beside the walkthrough, in both kinds of themes', async () => {
  assert.equal(await isDone('Open the practice page'), false);
  await press('Open the practice page', 'Open Practice Page');
  await workbench.tab('Practice.md').waitFor();
  await workbench.until('the step is done', () => isDone('Open the practice page'));
  for (const theme of ['Light Modern', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`practice-page-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('a gap is filled, and the step is done by accepting the word', async () => {
  const title = 'Words at your cursor';
  await press(title, 'Fill a Gap');
  await workbench.ghostText.waitFor();
  assert.equal(await workbench.ghostText.textContent(), 'learn');
  await workbench.screenshot('practice-gap');
  assert.equal(await isDone(title), false);
  await workbench.page.keyboard.press('Tab');
  await workbench.until('the step is done', () => isDone(title));
  await press(title, 'Finish the E-mail');
  await workbench.ghostText.waitFor();
  await workbench.screenshot('practice-email');
  await workbench.page.keyboard.press('Tab');
});

test('the feedback is classified, and a canceled choice does nothing', async () => {
  const title = 'Classify sentences';
  await workbench.command('DeBERTa: Classify…');
  await workbench.quickPickRows.first().waitFor();
  await workbench.page.keyboard.press('Escape');
  assert.equal(await isDone(title), false);
  await press(title, 'Classify the Feedback');
  await workbench.until('the step is done', () => isDone(title));
  await workbench.settled();
  await workbench.screenshot('practice-classify');
  await workbench.command('View: Hide Panel');
});

test('the sentence is inspected, and the step is done by the picture', async () => {
  const title = 'See what the model pays attention to';
  await workbench.page.keyboard.press('Control+Home');
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.command('DeBERTa: Inspect Attention');
  await workbench.notification('Select the text to inspect').waitFor();
  assert.equal(await isDone(title), false);
  await press(title, 'Inspect a Sentence');
  await workbench.until('the step is done', () => isDone(title));
  await workbench.settled();
  await workbench.screenshot('practice-attention');
});
