import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';

/** What often lies where a model's file should be, by its first characters. */
const kinds: readonly (readonly [start: RegExp, what: string])[] = [
  [/^\s*</, ' but a web page'],
  [/^$/, ' but empty'],
];

/** A clause for an error message on what a file holds instead, e.g. " but a web page"; empty when it cannot be told. */
export function foreignContent(start: Uint8Array): string {
  const text = beginning(start);
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? '';
}

/** @throws CheckpointError for the short text that a clone without Git LFS has in the place of a file, whatever the file is */
export function refusePointer(start: Uint8Array, file: string): void {
  if (!beginning(start).startsWith('version https://git-lfs')) return;
  throw new CheckpointError(
    plain`"${file}" is a Git LFS pointer, which only stands for the file. Run "git lfs pull" in its folder, or download the file from the model's page.`,
  );
}

function beginning(start: Uint8Array): string {
  return String.fromCharCode(...start.subarray(0, 64));
}
