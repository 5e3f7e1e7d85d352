import path from 'node:path';
import { readJsonObject, writeJson } from './jsonFile';

/** What was being received: the listed hash of the whole, and the server's name for this state of it. */
export interface PartialRecord {
  readonly hash: string;
  readonly etag?: string;
}

/** Name of the file that tells an interrupted download what it was about. */
export const journalName = 'download.json';

/** Which contents the `.incomplete` files of a folder are the beginnings of. */
export class DownloadJournal {
  private constructor(
    private readonly folder: string,
    private readonly records: Record<string, PartialRecord>,
  ) {}

  static async open(folder: string): Promise<DownloadJournal> {
    const { parts } = (await readJsonObject(path.join(folder, journalName))) ?? {};
    const records = Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).flatMap(
      ([name, found]) => {
        const { hash, etag } = (found ?? {}) as Record<string, unknown>;
        if (typeof hash !== 'string') return [];
        return [[name, { hash, etag: typeof etag === 'string' ? etag : undefined }] as const];
      },
    );
    return new DownloadJournal(folder, Object.fromEntries(records));
  }

  record(file: string): PartialRecord | undefined {
    return Object.hasOwn(this.records, file) ? this.records[file] : undefined;
  }

  /** Written before the first byte of the file is. */
  async write(file: string, record: PartialRecord): Promise<void> {
    const known = this.record(file);
    if (known?.hash === record.hash && known.etag === record.etag) return;
    this.records[file] = record;
    await writeJson(path.join(this.folder, journalName), { parts: this.records });
  }
}
