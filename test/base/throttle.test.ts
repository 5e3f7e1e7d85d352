import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Throttle } from '../../src/base/throttle';

test('calls are done together, once, after a while', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let done = 0;
  const throttle = new Throttle(100, () => done++);
  const counts = [60, 60, 200].map((milliseconds) => {
    throttle.call();
    mock.timers.tick(milliseconds);
    return done;
  });
  assert.deepEqual(counts, [0, 1, 2]);
  throttle.call();
  throttle.flush();
  throttle.flush();
  assert.equal(done, 3, 'pending work is done at once, and once');
  throttle.call();
  throttle.dispose();
  mock.timers.tick(200);
  assert.equal(done, 3, 'dropped work is not done');
});
