import { beginStep, workSteps } from '../../src/base/workSteps';
import type { TrainingProgress } from '../../src/protocol/training';
import type { TrainingMessage, TrainingRequest } from '../../src/protocol/rpc';
import { startGuard } from '../../src/server/guard';

/** A training that begins and waits; if its job's `model` is `endless`, it stays in a step that may take 2 s. */
process.on('message', (request: TrainingRequest) => {
  if (request.kind !== 'start') return;
  const begun: TrainingMessage = { kind: 'progress', progress: {} as TrainingProgress };
  process.send?.(begun, () => {
    if (request.job.model !== 'endless') return;
    beginStep();
    Atomics.store(workSteps, 1, 2);
    for (;;);
  });
});
startGuard();
