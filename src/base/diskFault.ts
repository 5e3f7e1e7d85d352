import { plain, type PlainText } from './plainText';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full. Make room and try again.',
  EDQUOT: 'cannot be written: your share of the disk is full. Make room and try again.',
  EFBIG: 'cannot be written: no file may be as large as that here. Choose another folder, or raise the limit.',
  EIO: 'cannot be read or written: the disk reports a fault. Check the disk, or choose another folder.',
  EACCES: 'may not be read or written. Check the permissions of its folder.',
  EPERM: 'may not be changed. Close what uses it (the engine, if the model is in use) and check the permissions.',
  EBUSY: 'is in use. Stop the engine, or close other windows that use the model, and try again.',
  EROFS: 'lies on a disk that cannot be written. Choose another folder.',
  EMFILE: 'cannot be opened: too many files are open. Close other programs and try again.',
  ENAMETOOLONG: 'has too long a name. Choose a shorter one.',
  ENOENT: 'is not there. Check the path.',
  ENOTDIR: 'is not inside a folder. Check the path.',
  EISDIR: 'is a folder where a file should be. Check the path.',
  EEXIST: 'is there already. Choose another place, or remove it.',
};

/**
 * What a file system's error means and what to do, in two sentences; undefined for other errors. VS Code's own errors, which hold the
 * system's in their message, count too.
 * @param place what is named where the error names no file, as when a write fails
 */
export function diskFault(error: unknown, place?: string): PlainText | undefined {
  if (!(error instanceof Error) || !('syscall' in error || error.name.includes('FileSystemError'))) return undefined;
  const { code = '', message, path = /'([^']+)'/.exec(message)?.[1] ?? place } = error as NodeJS.ErrnoException;
  const remedy = remedies[code] ?? remedies[/\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? ''];
  if (remedy === undefined) return undefined;
  return path === undefined ? plain`A file ${remedy}` : plain`"${path}" ${remedy}`;
}
