/** What a promise resolves to, or undefined when that takes longer; the promise goes on. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, milliseconds, undefined)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
