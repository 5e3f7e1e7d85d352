import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, modelTasks } from '../../src/hub/catalog';

test('models come by task, small ones first, and last those of unknown size', () => {
  const place = ({ task, backboneParameters = Infinity }: (typeof catalog)[number]) => ({
    task: modelTasks.indexOf(task),
    backboneParameters,
  });
  catalog.slice(1).forEach((entry, i) => {
    const [before, after] = [place(catalog[i]!), place(entry)];
    const isInOrder =
      before.task < after.task || (before.task === after.task && before.backboneParameters <= after.backboneParameters);
    assert.ok(isInOrder, `${catalog[i]!.id} before ${entry.id}`);
  });
});
