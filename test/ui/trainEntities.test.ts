import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const people = ['Anna', 'Bob', 'Clara', 'David', 'Emma'];
const places = ['London', 'Rome', 'Paris', 'Berlin'];
const sentences = people.flatMap((person) =>
  places.map((place) => `${person} B-PER\nlives O\nin O\n${place} B-LOC\n. O\n`),
);
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('names.conll', sentences.join('\n'));
  // The palette lists a command only once the extension is there.
  await workbench.page.locator('.activitybar .action-label[aria-label^="DeBERTa"]').waitFor();
});
after(() => workbench?.close());

test('tagged words are trained on, and the report shows the entities of each label', async () => {
  await workbench.command('DeBERTa: Train Classifier');
  await workbench.quickPickRows.filter({ hasText: 'names.conll' }).first().click();
  const { webview } = workbench;
  await webview.getByRole('heading', { name: 'Train a model that finds entities' }).waitFor();
  await webview.getByText('names.conll: 20 texts, entities in them (2 labels)').waitFor();
  assert.equal(await webview.getByText('Use it for classification').count(), 0);
  await webview.getByRole('spinbutton', { name: 'Epochs' }).fill('3');
  await workbench.screenshot('training-entities-setup');
  await webview.getByRole('button', { name: 'Train', exact: true }).click();
  await webview.getByText('In the Models view as local/names').waitFor({ timeout: 120_000 });
  await webview.getByRole('heading', { name: 'Entities' }).waitFor();
  await webview.getByRole('heading', { name: 'SiFT and standard training, same split' }).waitFor();
  for (const row of ['LOC', 'PER', 'All entities'])
    await webview.getByRole('rowheader', { name: row }).first().waitFor();
  assert.equal(await webview.getByRole('button', { name: 'Classify with It…' }).count(), 0);
  await workbench.settled();
  await workbench.screenshot('training-entities-report');
});
