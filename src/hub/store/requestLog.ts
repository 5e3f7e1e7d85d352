import { randomUUID } from 'node:crypto';
import { appendFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, requireReadable, wholeFile } from '../../base/files';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { withClaim } from './folderClaim';

/** One request that was sent; without status and failure, it was under way when the program ended. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly date: string;
  readonly method: string;
  /** Without query, fragment and credentials, which may hold secrets; at most 300 characters. */
  readonly url: string;
  readonly status?: number;
  /** Bytes of the answer's body that were read. */
  readonly bytes?: number;
  readonly failure?: string;
}

/** Everything asked of the network, oldest first. */
export interface RequestHistory {
  readonly requests: readonly LoggedRequest[];
  /** Requests so old that they are only counted. */
  readonly dropped: number;
  /** When the last of those was made. */
  readonly droppedUntil?: string;
}

export type RequestOutcome = Pick<LoggedRequest, 'status' | 'bytes' | 'failure'>;

interface Line extends Partial<LoggedRequest> {
  readonly id?: string;
  readonly dropped?: number;
  readonly until?: string;
}

/** Bytes of a file from which on another one is begun: more than all requests for one model take (`Network`). */
const maxBytes = 1 << 20;
/** Far more than two processes write before one of them begins another file. */
const maxReadBytes = 1 << 26;
const maxUrl = 300;

/**
 * Every request ever made, as JSON lines in two files, of which the newer replaces the older when it is full. A request
 * is written down before it is sent, so that none is missed, and dropped requests are counted.
 */
export class RequestLog {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** Logs a request before it is sent; the returned function adds its outcome. @throws DownloadError when it can't */
  async begin(method: string, url: URL): Promise<(outcome: RequestOutcome) => Promise<void>> {
    const id = randomUUID();
    const address = url.origin + url.pathname;
    const shown = address.length > maxUrl ? `${address.slice(0, maxUrl - 1)}…` : address;
    await this.#add({ id, date: new Date().toISOString(), method, url: shown });
    return (outcome) => this.#add({ id, ...outcome });
  }

  async read(): Promise<RequestHistory> {
    const lines = [...(await linesOf(this.#older)), ...(await linesOf(this.file))];
    const requests = new Map<string, LoggedRequest>();
    for (const { id = '', ...line } of lines) {
      const { date, method, url, status, bytes, failure } = { ...requests.get(id), ...line };
      if (date === undefined || method === undefined || url === undefined) continue;
      requests.set(id, { date, method, url, status, bytes, failure });
    }
    const dropped = lines.reduce((sum, line) => sum + (line.dropped ?? 0), 0);
    return { requests: [...requests.values()], dropped, droppedUntil: lines.findLast(({ until }) => until)?.until };
  }

  get #older(): string {
    return this.file.replace(/\.jsonl$/, '.older.jsonl');
  }

  #add(line: Line): Promise<void> {
    const done = this.#last.then(() => this.#append(line));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #append(line: Line): Promise<void> {
    try {
      await makeFolder(path.dirname(this.file));
      // To write into a pipe would wait for a reader.
      await requireReadable(this.file).catch(unlessMissing);
      await appendFile(this.file, `${JSON.stringify(line)}\n`);
      if (!(await this.#isFull())) return;
      await withClaim(`${this.file}.claim`, 'The log of network requests', () => this.#giveWay()).catch(
        (error: unknown) => {
          // Another process is doing it.
          if (!(error instanceof DownloadError)) throw error;
        },
      );
    } catch (error) {
      throw new DownloadError(
        plain`The log of network requests, "${this.file}", cannot be written, and no request is made without it. Check the folder's permissions and the disk.`,
        { cause: error },
      );
    }
  }

  async #isFull(): Promise<boolean> {
    return (await stat(this.file)).size > maxBytes;
  }

  /** What other processes write meanwhile goes into one file or the other: neither is ever rewritten. */
  async #giveWay(): Promise<void> {
    if (!(await this.#isFull())) return;
    const older = await linesOf(this.#older);
    const count = older.reduce((sum, { date, dropped = 0 }) => sum + dropped + (date === undefined ? 0 : 1), 0);
    if (count > 0) {
      const line = { dropped: count, until: older.findLast(({ date }) => date)?.date };
      await appendFile(this.file, `${JSON.stringify(line)}\n`);
    }
    await rename(this.file, this.#older);
  }
}

/** @throws the error, unless it says that there is no such file */
function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** @throws DownloadError when the file is there and cannot be read */
async function linesOf(file: string): Promise<Line[]> {
  const bytes = await wholeFile(file, maxReadBytes)
    .catch(unlessMissing)
    .catch((error: unknown) => {
      throw new DownloadError(
        plain`The log of network requests, "${file}", cannot be read. Check that it is a file and its permissions.`,
        { cause: error },
      );
    });
  const text = bytes?.toString() ?? '';
  return text.split('\n').flatMap((line): Line[] => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null ? [value] : [];
    } catch {
      // The last line of a program that was killed while it wrote.
      return [];
    }
  });
}
