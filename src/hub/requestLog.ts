import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../base/plainText';
import { DownloadError } from '../protocol/errors';

/** One request that was sent; without status and failure, it was under way when the program ended. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly date: string;
  readonly method: string;
  /** Without query, fragment and credentials, which may hold secrets. */
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
}

/** What became of a request. */
export type RequestOutcome = Pick<LoggedRequest, 'status' | 'bytes' | 'failure'>;

interface Line extends Partial<LoggedRequest> {
  readonly id?: string;
  readonly dropped?: number;
}

/** Bytes of the file from which on the older half is dropped. */
const maxBytes = 1 << 20;

/** Every request ever made, as JSON lines in one file. A request is written down before it is sent, so that none is missed. */
export class RequestLog {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** Writes down that a request is about to be sent; the returned function adds what became of it. @throws DownloadError when the file cannot be written */
  async begin(method: string, url: URL): Promise<(outcome: RequestOutcome) => Promise<void>> {
    const id = randomUUID().slice(0, 8);
    await this.#add({ id, date: new Date().toISOString(), method, url: url.origin + url.pathname });
    return (outcome) => this.#add({ id, ...outcome });
  }

  async read(): Promise<RequestHistory> {
    const requests = new Map<string, LoggedRequest>();
    let dropped = 0;
    for (const { id, dropped: older, ...fields } of await this.#lines()) {
      dropped += older ?? 0;
      const { date, method, url } = { ...requests.get(id ?? ''), ...fields };
      if (id === undefined || date === undefined || method === undefined || url === undefined) continue;
      requests.set(id, { ...requests.get(id), ...fields, date, method, url });
    }
    return { requests: [...requests.values()], dropped };
  }

  #add(line: Line): Promise<void> {
    const done = this.#last.then(() => this.#append(line));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #append(line: Line): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await appendFile(this.file, `${JSON.stringify(line)}\n`);
      if ((await stat(this.file)).size > maxBytes) await this.#shorten();
    } catch (error) {
      throw new DownloadError(
        plain`The log of network requests, "${this.file}", cannot be written, and no request is made without it. Check the folder's permissions and the disk.`,
        { cause: error },
      );
    }
  }

  async #shorten(): Promise<void> {
    const lines = await this.#lines();
    const isRequest = ({ date }: Line) => date !== undefined;
    const older = lines.slice(0, lines.length >> 1);
    const dropped = older.reduce((sum, line) => sum + (line.dropped ?? (isRequest(line) ? 1 : 0)), 0);
    const kept = [{ dropped }, ...lines.slice(older.length)].map((line) => `${JSON.stringify(line)}\n`);
    const shorter = `${this.file}.${process.pid}`;
    await writeFile(shorter, kept.join(''));
    await rename(shorter, this.file);
  }

  async #lines(): Promise<Line[]> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
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
}
