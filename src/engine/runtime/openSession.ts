import { availableParallelism } from 'node:os';
import type { Provider } from '../../protocol/engineApi';
import { GraphError } from '../../protocol/errors';
import { Session, type Tensors } from './session';

/** A session, the provider it runs on, and, when that is not the one asked for, why. */
export interface OpenedSession {
  readonly session: Session;
  readonly provider: Exclude<Provider, 'auto'>;
  readonly fallback?: string;
}

/**
 * Opens a graph on the provider asked for. If it can't start, the CPU is used, and the reason is kept for the
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
 * The threads of one run where `asked` are set: never more than cores, whatever a workspace sets. 0 are all cores of a
 * small machine, half of a larger one's: the writer's other programs need some, and hyper-threads add little.
 */
export function threadCount(asked: number): number {
  const cores = availableParallelism();
  if (asked > 0) return Math.min(asked, cores);
  return cores <= 4 ? cores : Math.min(8, Math.ceil(cores / 2));
}

/** The slowest machine we expect: bytes read and floating-point operations done per second. */
const slowest = { bytes: 1e7, operations: 1e9 } as const;

/** What opening a model's graph may take, in seconds: its weights are read and laid out in fp32. */
export function openingSeconds(parameters: number): number {
  return (4 * parameters) / slowest.bytes;
}

/** What a forward pass may take, in seconds. Gradients take three passes. */
export function runSeconds(parameters: number, inputs: Tensors, passes = 1): number {
  return (2 * parameters * tokensIn(inputs) * passes) / slowest.operations;
}

/** Tokens in a graph's inputs, whose first two dimensions are texts and tokens. */
export function tokensIn(inputs: Tensors): number {
  return Math.max(...Object.values(inputs).map(({ shape: [texts = 1, length = 1] }) => texts * length));
}
