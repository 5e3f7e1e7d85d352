/** What often lies where a model's file should be, by its first characters. */
const kinds: readonly (readonly [start: RegExp, what: string])[] = [
  [/^\s*</, ' but a web page'],
  [/^version https:\/\/git-lfs/, ' but a Git LFS pointer (run "git lfs pull")'],
  [/^$/, ' but empty'],
];

/** A clause for an error message on what a file holds instead, e.g. " but a web page"; empty when it cannot be told. */
export function foreignContent(start: Uint8Array): string {
  const text = String.fromCharCode(...start.subarray(0, 64));
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? '';
}
