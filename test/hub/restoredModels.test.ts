import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restoredModels } from '../../src/hub/restoredModels';

test('in a workspace that is not trusted a restored panel asks for none but the user’s own models', () => {
  const kept = (id: number, model: string) => ({
    id,
    model,
    texts: ['A text.'],
    modelName: model,
    from: 0,
  });
  const instead = { model: '/extension/bundled', precision: 'fp32', modelName: 'bundled' } as const;
  const passages = [kept(1, '/workspace/models/planted'), kept(2, '/store/models/one')];
  assert.deepEqual(restoredModels(passages, ['/store/models/one', instead.model], instead), [
    { ...passages[0], ...instead },
    passages[1],
  ]);
});
