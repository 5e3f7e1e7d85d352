import { fork, type ChildProcess } from 'node:child_process';
import { childEnvironment } from './childEnvironment';

/** Starts one of the bundled programs of src/server: with a channel for messages, its error output, and the pipe by which it is watched. */
export function forkHost(hostPath: string): ChildProcess {
  return fork(hostPath, [], {
    execArgv: [],
    serialization: 'advanced',
    // The last is a pipe that Windows, too, can read and write at the same time.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'overlapped'],
    env: childEnvironment(process.env),
  });
}
