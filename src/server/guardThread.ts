import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { isRunning } from '../base/isRunning';
import { vitalSignsDescriptor, type VitalSigns } from '../protocol/rpc';
import type { GuardedProcess } from './guard';

const checkMilliseconds = 1000;
const { parent, workSteps } = workerData as GuardedProcess;

const pipe = new Socket({ fd: vitalSignsDescriptor });
pipe.on('data', () => {
  const { user, system } = process.cpuUsage();
  const [steps, stepSeconds] = [Atomics.load(workSteps, 0), Atomics.load(workSteps, 1)];
  const signs: VitalSigns = { steps, stepSeconds, processorSeconds: (user + system) / 1e6 };
  pipe.write(`${JSON.stringify(signs)}\n`);
});
// The pipe closes when the parent is gone, unless another of its children holds it open; so its id is watched as well.
pipe.on('error', () => undefined);
pipe.once('close', end);
setInterval(() => {
  if (process.ppid !== parent || !isRunning(parent)) end();
}, checkMilliseconds);

/** The other thread may be in a run that nothing else interrupts. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
