import { open, stat, type FileHandle } from 'node:fs/promises';
import { plain } from '../../base/plainText';
import { beginStep } from '../../base/workSteps';
import { CheckpointError } from '../../protocol/errors';

/** Bytes asked for in one system call; larger reads are split. */
const readBytes = 1 << 26;

/** A regular file that is read at any position, never as a whole. Every failure is a CheckpointError that names it. */
export class RandomAccessFile {
  private constructor(
    readonly path: string,
    /** In bytes, when it was opened. */
    readonly size: number,
    /** When contents or attributes last changed, in ms since 1970, at opening; no program can set it back. */
    readonly changed: number,
    private readonly handle: FileHandle,
  ) {}

  /** @throws CheckpointError when there is no such file, it may not be read, or it is a folder, a pipe or a device */
  static async open(path: string): Promise<RandomAccessFile> {
    try {
      // Opening a pipe would wait for a writer, so the kind of file is looked at first.
      if (!(await stat(path)).isFile()) {
        throw new CheckpointError(plain`"${path}" is not a file. Choose a model's folder or its weights file.`);
      }
      const handle = await open(path, 'r');
      const { size, ctimeMs } = await handle.stat();
      return new RandomAccessFile(path, size, ctimeMs, handle);
    } catch (error) {
      throw readError(path, error);
    }
  }

  /**
   * Fills `target` with the bytes from `position` on.
   * @throws CheckpointError when the file ends before
   */
  async readInto(target: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < target.byteLength) {
      const length = Math.min(readBytes, target.byteLength - done);
      const { bytesRead } = await this.readSome(target, done, length, position + done);
      if (bytesRead === 0) {
        throw new CheckpointError(plain`"${this.path}" is cut off at byte ${position + done}. Get the file again.`);
      }
      done += bytesRead;
    }
  }

  /** `length` bytes from `position` on; the caller bounds `length`. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    await this.readInto(bytes, position);
    return bytes;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async readSome(target: Uint8Array, offset: number, length: number, position: number) {
    beginStep();
    try {
      return await this.handle.read(target, offset, length, position);
    } catch (error) {
      throw readError(this.path, error);
    }
  }
}

function readError(path: string, error: unknown): Error {
  if (error instanceof CheckpointError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  return new CheckpointError(plain`"${path}" ${reason}. Check the path and the permissions.`, { cause: error });
}
