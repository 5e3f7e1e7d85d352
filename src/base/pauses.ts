/** Milliseconds of work after which others run. */
const sliceMilliseconds = 10;

/** Called between steps of long work; lets others run now and then. */
export function pauses(): () => Promise<void> | undefined {
  let resumed = performance.now();
  return () => {
    if (performance.now() - resumed < sliceMilliseconds) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => void (resumed = performance.now()));
  };
}
