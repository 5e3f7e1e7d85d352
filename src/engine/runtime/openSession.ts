import { availableParallelism } from 'node:os';
import type { Provider } from '../../protocol/engineApi';
import { GraphError } from '../../protocol/errors';
import { Session } from './session';

/** A session, the provider it runs on, and, when that is not the one asked for, why. */
export interface OpenedSession {
  readonly session: Session;
  readonly provider: Exclude<Provider, 'auto'>;
  readonly fallback?: string;
}

/**
 * Opens a graph on the provider asked for. One that cannot start gives way to the CPU, and the reason is kept for the
 * status; `auto` is the CPU, since no other provider of the packaged runtime is known to be faster for one short text.
 */
export async function openSession(file: string, provider: Provider, threads: number): Promise<OpenedSession> {
  const options = { threads: threadCount(threads), optimize: true };
  if (provider === 'auto' || provider === 'cpu') {
    return { session: await Session.open(file, { ...options, provider: 'cpu' }), provider: 'cpu' };
  }
  try {
    return { session: await Session.open(file, { ...options, provider }), provider };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const session = await Session.open(file, { ...options, provider: 'cpu' });
    return { session, provider: 'cpu', fallback: error.message };
  }
}

/**
 * The threads of one run where `asked` are set: never more than cores, whatever a workspace sets. 0 are all cores of a small machine, half
 * of a larger one's: the writer's other programs need some, and hyper-threads add little.
 */
export function threadCount(asked: number): number {
  const cores = availableParallelism();
  if (asked > 0) return Math.min(asked, cores);
  return cores <= 4 ? cores : Math.min(8, Math.ceil(cores / 2));
}
