import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../../base/files';
import { crc32 } from 'node:zlib';
import { beginStep } from '../../base/workSteps';
import type { ExternalTensor } from '../graph/graph';

/** A file of tensors and what is in it, by key; the manifest lies beside it as `<file>.json`. */
export interface Pack {
  /** The checkpoint and the compiler that it was made from; tensors of another identity are other tensors. */
  readonly identity: string;
  readonly file: string;
  readonly byteLength: number;
  /** CRC-32 of every 4 MiB. */
  readonly checksums: readonly number[];
  readonly tensors: Readonly<Record<string, ExternalTensor>>;
}

const blockSize = 4 * 1024 * 1024;

/** A block is read in pieces: what is read into stays the process's for a while. */
const pieceSize = 512 * 1024;

/** Blocks read when a pack is opened (`spread`): all of a small one, samples of a large one, so opening stays fast. */
const checkedBlocks = 16;

/** The runtime maps tensors that begin at a page. */
const alignment = 4096;

/** Writes tensors one after the other, each in chunks, into a file that gets its name only when it is complete. */
export class PackWriter {
  readonly #tensors: Record<string, ExternalTensor> = {};
  readonly #checksums: number[] = [];
  #position = 0;
  #checksum = 0;

  private constructor(
    readonly directory: string,
    readonly file: string,
    readonly identity: string,
    readonly temporary: string,
    readonly handle: FileHandle,
  ) {}

  static async create(directory: string, file: string, identity: string): Promise<PackWriter> {
    const temporary = path.join(directory, `${file}.${process.pid}.incomplete`);
    return new PackWriter(directory, file, identity, temporary, await open(temporary, 'w'));
  }

  /** Adds a tensor whose bytes come in chunks. */
  async add(key: string, type: ExternalTensor['type'], shape: readonly number[], chunks: AsyncIterable<Uint8Array>) {
    await this.#write(new Uint8Array((alignment - (this.#position % alignment)) % alignment));
    const offset = this.#position;
    for await (const chunk of chunks) await this.#write(chunk);
    this.#tensors[key] = { type, shape, file: this.file, offset, byteLength: this.#position - offset };
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const part = rest.subarray(0, blockSize - (this.#position % blockSize));
      beginStep();
      // `write` may stop short of the end where a disk is nearly full, without an error.
      await this.handle.writeFile(part);
      this.#checksum = crc32(part, this.#checksum);
      this.#position += part.length;
      if (this.#position % blockSize === 0) this.#endBlock();
      rest = rest.subarray(part.length);
    }
  }

  #endBlock(): void {
    this.#checksums.push(this.#checksum);
    this.#checksum = 0;
  }

  /** Gives the file its name, then writes the manifest: a pack without a manifest does not count. */
  async finish(): Promise<Pack> {
    if (this.#position % blockSize !== 0) this.#endBlock();
    await this.handle.close();
    const pack: Pack = {
      identity: this.identity,
      file: this.file,
      byteLength: this.#position,
      checksums: this.#checksums,
      tensors: this.#tensors,
    };
    await rename(this.temporary, path.join(this.directory, this.file));
    await writeAtomically(path.join(this.directory, `${this.file}.json`), JSON.stringify(pack));
    return pack;
  }

  /** Removes what was written, even if only the manifest was missing. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    for (const file of [this.temporary, path.join(this.directory, this.file)]) await rm(file, { force: true });
  }
}

/** How much of a pack is read to trust it: `spread` blocks of a large one, or `all`. */
export type CheckDepth = 'spread' | 'all';

/** The pack of a manifest; undefined when either file is missing, cut short, changed or of another identity. */
export async function readPack(
  directory: string,
  manifest: string,
  identity: string,
  depth: CheckDepth = 'spread',
): Promise<Pack | undefined> {
  try {
    const pack = JSON.parse(await readFile(path.join(directory, manifest), 'utf8')) as Pack;
    return pack.identity === identity && (await isIntact(directory, pack, depth)) ? pack : undefined;
  } catch {
    return undefined;
  }
}

async function isIntact(directory: string, pack: Pack, depth: CheckDepth): Promise<boolean> {
  const file = path.join(directory, pack.file);
  if ((await stat(file)).size !== pack.byteLength) return false;
  const step = depth === 'all' ? 1 : Math.max(1, pack.checksums.length / checkedBlocks);
  const handle = await open(file, 'r');
  try {
    const piece = Buffer.alloc(pieceSize);
    for (let offset = 0; offset < pack.checksums.length; offset += step) {
      const index = Math.floor(offset);
      let checksum = 0;
      for (let start = 0; start < blockSize; start += pieceSize) {
        const { bytesRead } = await handle.read(piece, 0, pieceSize, index * blockSize + start);
        checksum = crc32(piece.subarray(0, bytesRead), checksum);
      }
      if (checksum !== pack.checksums[index]) return false;
    }
    return true;
  } finally {
    await handle.close();
  }
}
