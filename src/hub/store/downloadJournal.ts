import path from 'node:path';
import { readJsonObject, writeJson } from './jsonFile';

/** What was being received: the listed hash of the whole, and the server's name for this state of it. */
export interface PartialRecord {
  readonly hash: string;
  readonly etag?: string;
}

/** What an interrupted download was asked for, so that it can be resumed. */
export interface DownloadPlan {
  /** As it was asked for; absent for the main branch. */
  readonly revision?: string;
  /** Bytes of all files. */
  readonly total: number;
}

/** Name of the file that describes an interrupted download. */
export const journalName = 'download.json';

/** What the folder of a download is to become, and which contents its `.incomplete` files are the beginnings of. */
export class DownloadJournal {
  private constructor(
    private readonly folder: string,
    private readonly records: Record<string, PartialRecord>,
    private planned: DownloadPlan | undefined,
  ) {}

  static async open(folder: string): Promise<DownloadJournal> {
    const { parts, plan } = (await readJsonObject(path.join(folder, journalName))) ?? {};
    const records = Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).flatMap(
      ([name, found]) => {
        const { hash, etag } = (found ?? {}) as Record<string, unknown>;
        if (typeof hash !== 'string') return [];
        return [[name, { hash, etag: typeof etag === 'string' ? etag : undefined }] as const];
      },
    );
    return new DownloadJournal(folder, Object.fromEntries(records), planOf(plan));
  }

  get plan(): DownloadPlan | undefined {
    return this.planned;
  }

  get hasBegun(): boolean {
    return Object.keys(this.records).length > 0;
  }

  /** Written before any file is begun. */
  async begin(plan: DownloadPlan): Promise<void> {
    this.planned = plan;
    await this.#save();
  }

  record(file: string): PartialRecord | undefined {
    return Object.hasOwn(this.records, file) ? this.records[file] : undefined;
  }

  /** Written before the first byte of the file is. */
  async write(file: string, record: PartialRecord): Promise<void> {
    const known = this.record(file);
    if (known?.hash === record.hash && known.etag === record.etag) return;
    this.records[file] = record;
    await this.#save();
  }

  async #save(): Promise<void> {
    await writeJson(path.join(this.folder, journalName), { plan: this.planned, parts: this.records });
  }
}

function planOf(found: unknown): DownloadPlan | undefined {
  const { revision, total } = (found ?? {}) as Record<string, unknown>;
  if (typeof total !== 'number') return undefined;
  return { revision: typeof revision === 'string' ? revision : undefined, total };
}
