import { setTimeout as delay } from 'node:timers/promises';
import { plain } from '../../base/plainText';
import { Canceled, DownloadError } from '../../protocol/errors';

/** A fault that may pass: network, busy server, cut connection. The message is a clause: "the connection was cut". */
export class TransientFailure extends Error {
  constructor(
    message: string,
    /** How long the server asked to wait, in milliseconds. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface RetryOptions {
  /** What is being done, for the message of the last failure, e.g. `Downloading "config.json"`. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Wait before the second attempt, in milliseconds; doubles each time. */
  readonly firstDelay: number;
  /** How often it is tried; six times when absent. */
  readonly attempts?: number;
  /** How many bytes have come; an attempt that brought 64 KiB more than all before counts as the first one. */
  readonly position?: () => number;
  /** Called before each pause, in milliseconds. */
  readonly onPause?: (failure: TransientFailure, milliseconds: number) => void;
}

/** Less than this is no progress: a server that sends a byte at a time would be asked forever. */
const minProgress = 1 << 16;
/** A server that asks for a longer pause is not waited for. */
const maxWait = 120_000;

/**
 * Runs `attempt` until it succeeds, with growing pauses after each `TransientFailure`; other errors pass at once.
 * @throws DownloadError after too many attempts without progress, Canceled when the signal aborts
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, firstDelay, attempts = 6, position, onPause } = options;
  let furthest = position?.() ?? 0;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true) throw new Canceled();
      if (!(error instanceof TransientFailure)) throw error;
      const reached = position?.() ?? 0;
      if (reached >= furthest + minProgress) {
        failures = 1;
        furthest = reached;
      }
      // Not every caller at the same moment.
      const pause = error.retryAfter ?? firstDelay * 2 ** (failures - 1) * (0.75 + Math.random() / 2);
      if (failures >= attempts || pause > maxWait) throw givenUp(error, options);
      onPause?.(error, pause);
      await delay(pause, undefined, { signal }).catch(() => {
        throw new Canceled();
      });
    }
  }
}

function givenUp(error: TransientFailure, { what, position }: RetryOptions): DownloadError {
  const wait =
    error.retryAfter === undefined ? '' : ` The server asks to wait ${Math.ceil(error.retryAfter / 1000)} s.`;
  const resume = position === undefined ? '' : ': the download resumes where it stopped';
  return new DownloadError(
    plain`${what} failed: ${error.message}.${wait} Check the connection and try again${resume}.`,
    {
      cause: error,
    },
  );
}
