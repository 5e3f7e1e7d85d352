import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { plain } from '../../../base/plainText';
import { CheckpointError, messageOf } from '../../../protocol/errors';
import type { RandomAccessFile } from '../randomAccessFile';

/** A torch file has one entry a tensor and a few more; this bounds a forged count. */
const maxEntries = 100_000;

/** Bytes of one entry, stored as they are. */
export interface ZipEntry {
  readonly offset: number;
  readonly byteLength: number;
}

/** Lets yauzl read through our file, so that positions out of bounds become errors of ours. */
class ZipReader extends RandomAccessReader {
  constructor(private readonly file: RandomAccessFile) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.file.readInto(buffer.subarray(offset, offset + length), position).then(() => callback(null), callback);
  }
}

/** The central directory of a zip file. The data of entries is located, never unpacked. */
export class ZipEntries {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly file: RandomAccessFile,
  ) {}

  /** @throws CheckpointError when the file isn't a zip file, or its directory is damaged */
  static async read(file: RandomAccessFile): Promise<ZipEntries> {
    const entries = new Map<string, Entry>();
    const zip = await guarded(file, () =>
      fromRandomAccessReaderPromise(new ZipReader(file), file.size, { autoClose: false }),
    );
    if (zip.entryCount > maxEntries) throw damaged(file, `claims to have ${zip.entryCount} entries`);
    await guarded(file, async () => {
      for await (const entry of zip.eachEntry()) {
        if (entries.has(entry.fileName)) throw damaged(file, plain`has two entries "${entry.fileName.slice(0, 200)}"`);
        entries.set(entry.fileName, entry);
      }
    });
    return new ZipEntries(zip, entries, file);
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** An entry's bytes, if it exists. @throws CheckpointError when compressed, encrypted or past the end of the file */
  async locate(name: string): Promise<ZipEntry | undefined> {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
      throw damaged(
        this.file,
        plain`has the entry "${name.slice(0, 200)}" compressed or encrypted, as PyTorch never does`,
      );
    }
    const { fileDataStart } = await guarded(this.file, () =>
      this.zip.readLocalFileHeaderPromise(entry, { minimal: true }),
    );
    return { offset: fileDataStart, byteLength: entry.compressedSize };
  }
}

async function guarded<T>(file: RandomAccessFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw damaged(file, `cannot be read (${messageOf(error)})`, error);
  }
}

function damaged(file: RandomAccessFile, fault: string, cause?: unknown): CheckpointError {
  return new CheckpointError(plain`"${file.path}" is damaged: the zip file ${fault}. Get the file again.`, { cause });
}
