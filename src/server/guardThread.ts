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
// The pipe's end says at once that the parent is gone. Its id is watched as well, because another of its children may hold the pipe open.
pipe.on('error', () => undefined);
pipe.once('close', end);
setInterval(() => {
  if (process.ppid !== parent || !isRunning(parent)) end();
}, checkMilliseconds);

/** The other thread may be in a run that nothing else interrupts. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
