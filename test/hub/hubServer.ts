import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A repository as the server holds it. */
export interface Repository {
  commit: string;
  files: Record<string, Buffer>;
  license?: string;
  /** Needs the token. */
  isPrivate?: boolean;
  /** Needs accepted conditions, which no token here has. */
  isGated?: boolean;
}

export interface SeenRequest {
  readonly kind: Kind;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Bytes of the body that were sent. */
  sent: number;
}

export type Kind = 'info' | 'tree' | 'resolve' | 'blob' | 'other';

/** What goes wrong with requests of one kind, and how often. */
export interface Fault {
  readonly kind: Kind;
  readonly path?: RegExp;
  times?: number;
  readonly cutAfter?: number;
  readonly stallAfter?: number;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent in place of the file or the listing. */
  readonly body?: Buffer;
  readonly etag?: string;
  readonly ignoreRange?: boolean;
  /** Answers by itself. */
  readonly answer?: (request: http.IncomingMessage, response: http.ServerResponse) => void;
}

export const token = 'hf_test';
export const html = Buffer.from('<!DOCTYPE html><html><body>Sign in to the network</body></html>'.padEnd(600));

const isLfs = (path: string) => /\.(bin|safetensors|model|h5)$/.test(path);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** A Hub on two local ports: API and small files, and, behind a redirect, large files. URLs are the Hub's. */
export class HubServer {
  readonly seen: SeenRequest[] = [];
  readonly faults: Fault[] = [];
  /** Pause after each 16 KiB, in milliseconds. */
  pause = 0;
  endpoint = '';
  /** The second origin, with the large files. */
  blobs = '';
  readonly #hub = http.createServer((request, response) => void this.#answer(request, response));
  readonly #store = http.createServer((request, response) => void this.#answerBlob(request, response));

  private constructor(readonly repositories: Record<string, Repository>) {}

  static async start(repositories: Record<string, Repository>, host = '127.0.0.1'): Promise<HubServer> {
    const server = new HubServer(repositories);
    server.endpoint = await listen(server.#hub, host);
    server.blobs = await listen(server.#store, host);
    return server;
  }

  /** Puts repositories back as they were, and forgets faults and requests. */
  reset(repositories: Record<string, Repository>): void {
    Object.assign(this.repositories, repositories);
    this.faults.length = 0;
    this.seen.length = 0;
    this.pause = 0;
  }

  /** Requests for files' contents: those to the second origin, and those answered directly. */
  contents(path: string): SeenRequest[] {
    const file = new RegExp(`/${path.replaceAll('.', '\\.')}(\\?|$)`);
    return this.seen.filter(({ kind, path: seen }) => (kind === 'blob' || !isLfs(path)) && file.test(seen));
  }

  bytesSent(): number {
    return this.seen.reduce((sum, { sent }) => sum + sent, 0);
  }

  async stop(): Promise<void> {
    for (const server of [this.#hub, this.#store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.endpoint);
    const [, id, kind = 'other', rest] =
      /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(pathname) ??
      /^\/([^/]+\/[^/]+)\/(resolve)\/(.+)$/.exec(pathname) ??
      [];
    const named = { revision: 'info', tree: 'tree', resolve: 'resolve' }[kind] ?? 'other';
    const seen = this.#see(named as Kind, request);
    const repository = this.repositories[id ?? ''];
    const fault = this.#fault(seen);
    if (fault?.answer !== undefined) return fault.answer(request, response);
    if (fault?.status !== undefined) return send(response, seen, fault.status, fault.headers ?? {}, fault.body);
    const refused = refuse(repository, request.headers.authorization);
    if (refused !== undefined || repository === undefined) {
      return send(response, seen, refused?.status ?? 404, { 'x-error-code': refused?.code ?? 'RepoNotFound' });
    }
    if (named === 'resolve')
      return this.#resolve(repository, decodeURIComponent(rest ?? ''), request, response, seen, fault);
    if (fault?.body !== undefined) return send(response, seen, 200, { 'content-type': 'text/html' }, fault.body);
    const json = named === 'info' ? info(id ?? '', repository) : tree(repository);
    return send(response, seen, 200, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(json)));
  }

  async #resolve(
    repository: Repository,
    rest: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    seen: SeenRequest,
    fault: Fault | undefined,
  ): Promise<void> {
    const [revision, ...parts] = rest.split('/');
    const path = parts.join('/');
    const content = repository.files[path];
    if (revision !== repository.commit || content === undefined) {
      return send(response, seen, 404, { 'x-error-code': 'EntryNotFound' });
    }
    const headers = { 'x-repo-commit': repository.commit };
    if (!isLfs(path)) {
      return this.#content(request, response, seen, fault, content, `"${gitSha1(content)}"`, headers);
    }
    return send(response, seen, 302, {
      ...headers,
      'x-linked-etag': `"${sha256(content)}"`,
      'x-linked-size': `${content.length}`,
      location: `${this.blobs}/blobs/${sha256(content)}/${path}?Signature=secret`,
    });
  }

  async #answerBlob(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const seen = this.#see('blob', request);
    const [, , hash, path = ''] = new URL(request.url ?? '/', this.blobs).pathname.split('/');
    const fault = this.#fault(seen);
    if (fault?.answer !== undefined) return fault.answer(request, response);
    if (fault?.status !== undefined) return send(response, seen, fault.status, fault.headers ?? {}, fault.body);
    const all = Object.values(this.repositories).flatMap(({ files }) => Object.values(files));
    const content = all.find((bytes) => sha256(bytes) === hash);
    if (content === undefined) return send(response, seen, 403, {});
    return this.#content(request, response, seen, fault, content, `"blob-${hash}-${path.length}"`, {});
  }

  /** A file's bytes, by the rules of HTTP for ranges. */
  async #content(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    seen: SeenRequest,
    fault: Fault | undefined,
    content: Buffer,
    tag: string,
    headers: Record<string, string>,
  ): Promise<void> {
    const bytes = fault?.body ?? content;
    const etag = fault?.etag ?? tag;
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const condition = request.headers['if-range'];
    const isRange = range !== null && fault?.ignoreRange !== true && (condition === undefined || condition === etag);
    const start = isRange ? Number(range[1]) : 0;
    if (start >= bytes.length && start > 0) return send(response, seen, 416, {});
    response.writeHead(isRange ? 206 : 200, {
      ...headers,
      etag,
      'content-type': fault?.body === html ? 'text/html; charset=utf-8' : 'application/octet-stream',
      'content-length': bytes.length - start,
      ...(isRange ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    const end = Math.min(bytes.length, fault?.cutAfter ?? fault?.stallAfter ?? bytes.length);
    for (let offset = start; offset < end && !response.destroyed; offset += 1 << 14) {
      const part = bytes.subarray(offset, Math.min(end, offset + (1 << 14)));
      if (!response.write(part)) await drained(response);
      seen.sent += part.length;
      if (this.pause > 0) await delay(this.pause);
    }
    if (fault?.stallAfter !== undefined) return;
    if (fault?.cutAfter !== undefined) {
      // The kernel first has to hand over what was written.
      await delay(10);
      response.destroy();
    } else response.end();
  }

  #see(kind: Kind, request: http.IncomingMessage): SeenRequest {
    const seen = { kind, path: request.url ?? '', headers: request.headers, sent: 0 };
    this.seen.push(seen);
    return seen;
  }

  #fault({ kind, path }: SeenRequest): Fault | undefined {
    const fault = this.faults.find((one) => one.kind === kind && one.times !== 0 && (one.path?.test(path) ?? true));
    if (fault?.times !== undefined) fault.times--;
    return fault;
  }
}

/** Resolves when more can be written, or nothing can any more. */
function drained(response: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      response.off('drain', end).off('close', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
  });
}

function send(
  response: http.ServerResponse,
  seen: SeenRequest,
  status: number,
  headers: Record<string, string>,
  body: Buffer = Buffer.from(''),
): void {
  response.writeHead(status, headers).end(body);
  seen.sent += body.length;
}

function refuse(repository: Repository | undefined, authorization: string | undefined) {
  const isKnown = authorization === `Bearer ${token}`;
  // The Hub does not say whether a repository is private or not there.
  if (repository === undefined) return { status: isKnown ? 404 : 401, code: 'RepoNotFound' };
  if (repository.isPrivate === true && !isKnown) return { status: 401, code: 'RepoNotFound' };
  if (repository.isGated === true) return { status: isKnown ? 403 : 401, code: 'GatedRepo' };
  return undefined;
}

function info(id: string, { commit, license }: Repository) {
  const tags = license === undefined ? [] : [`license:${license}`];
  return {
    _id: '0',
    id,
    sha: commit,
    private: false,
    gated: false,
    likes: 0,
    downloads: 0,
    tags,
    lastModified: '2024-01-01',
  };
}

function tree({ files }: Repository) {
  return Object.entries(files).map(([path, content]) => ({
    type: 'file',
    path,
    size: content.length,
    oid: isLfs(path) ? gitSha1(Buffer.from(`pointer to ${path}`)) : gitSha1(content),
    ...(isLfs(path) ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 134 } } : {}),
  }));
}

async function listen(server: http.Server, host: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}
