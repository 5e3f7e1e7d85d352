/** Resolves after `milliseconds` with true, or with false as soon as the signal aborts. */
export function quietFor(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const abort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve(true);
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
