import { plain, type PlainText } from './plainText';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full. Free up space and try again.',
  EDQUOT: 'cannot be written: your disk quota is used up. Free up space and try again.',
  EFBIG: 'cannot be written: files this large are not allowed here. Choose another folder, or raise the limit.',
  EIO: 'cannot be read or written: the disk reports an error. Check the disk, or choose another folder.',
  EACCES: 'cannot be accessed. Check its permissions and those of its folder.',
  EPERM:
    'cannot be changed. Close whatever uses it (restart the engine if the model is in use), and check its permissions.',
  EBUSY: 'is in use. Restart the engine, or close other windows that use the model, and try again.',
  EROFS: 'is on a read-only disk. Choose another folder.',
  EMFILE: 'cannot be opened: too many files are open. Close other programs and try again.',
  ENAMETOOLONG: 'has a name that is too long. Choose a shorter one.',
  ENOENT: 'does not exist. Check the path.',
  ENOTDIR: 'is not inside a folder. Check the path.',
  EISDIR: 'is a folder where a file should be. Check the path.',
  EEXIST: 'already exists. Choose another place, or remove it.',
};

/**
 * What a file system's error means and what to do, in two sentences; undefined for other errors. VS Code's own errors,
 * which hold the system's in their message, count too.
 * @param place what is named where the error names no file, as when a write fails
 */
export function diskFault(error: unknown, place?: string): PlainText | undefined {
  if (!(error instanceof Error) || !('syscall' in error || error.name.includes('FileSystemError'))) return undefined;
  const { code = '', message, path = /'([^']+)'/.exec(message)?.[1] ?? place } = error as NodeJS.ErrnoException;
  const remedy = remedies[code] ?? remedies[/\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? ''];
  if (remedy === undefined) return undefined;
  return path === undefined ? plain`A file ${remedy}` : plain`"${path}" ${remedy}`;
}
