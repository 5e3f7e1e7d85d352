import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { ContentHash, hashStart } from '../store/contentHash';
import type { RemoteFile } from './repository';

/** The beginning of a file, under `<file>.incomplete`, that grows and is hashed as it grows. */
export class PartialFile {
  #position = 0;
  #hash: ContentHash;
  #resumed = false;

  private constructor(
    private readonly target: string,
    private readonly file: RemoteFile,
    private readonly handle: FileHandle,
  ) {
    this.#hash = new ContentHash(file.size, file.hash.algorithm);
  }

  /** Opens what is there of `target`, or begins it. */
  static async open(target: string, file: RemoteFile): Promise<PartialFile> {
    // 'a+' would write at the end whatever the position; 'r+' needs the file to be there.
    await (await open(`${target}.incomplete`, 'a')).close();
    return new PartialFile(target, file, await open(`${target}.incomplete`, 'r+'));
  }

  /** Bytes that are here and hashed. */
  get position(): number {
    return this.#position;
  }

  get isComplete(): boolean {
    return this.#position === this.file.size;
  }

  /** Whether some of it was here before. */
  get resumed(): boolean {
    return this.#resumed;
  }

  /** Hashes what is there. A file that is longer than expected is started over. @throws Canceled */
  async resume(onPosition: (position: number) => void, signal?: AbortSignal): Promise<void> {
    const { size } = await this.handle.stat();
    if (size > this.file.size) return this.restart();
    const onBytes = (bytes: number) => onPosition((this.#position += bytes));
    await hashStart(this.handle, size, this.#hash, onBytes, signal);
    this.#resumed = this.#position > 0;
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.byteLength - done, this.#position + done);
      done += bytesWritten;
    }
    this.#hash.update(bytes);
    this.#position += bytes.byteLength;
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#position = 0;
    this.#resumed = false;
    this.#hash = new ContentHash(this.file.size, this.file.hash.algorithm);
  }

  /** Hashes of the whole; nothing can be appended afterwards, but it can be restarted. */
  digest(): ReturnType<ContentHash['digest']> {
    return this.#hash.digest();
  }

  /** Gives the file its own name, once its bytes are on the disk. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await rename(`${this.target}.incomplete`, this.target);
  }

  /** Keeps the beginning for another time; leaves nothing if it is empty. */
  async leave(): Promise<void> {
    await this.handle.close();
    if (this.#position === 0) await rm(`${this.target}.incomplete`, { force: true });
  }
}
