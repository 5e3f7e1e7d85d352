import { plain } from '../base/plainText';
import { Cancelled, DownloadError } from '../protocol/errors';
import type { RequestLog, RequestOutcome } from './requestLog';
import { TransientFailure } from './retry';

/** Where requests go and what goes with them. */
export interface NetworkOptions {
  /** The Hub's address, e.g. `https://huggingface.co` or a mirror's (`HF_ENDPOINT`). */
  readonly endpoint: string;
  /** Asked before every request to the endpoint; never sent anywhere else, nor written down. */
  readonly token?: () => Promise<string | undefined>;
  readonly log: RequestLog;
  /** Refuses every request (`HF_HUB_OFFLINE`). */
  readonly offline?: boolean;
  /** Silence of a server after which a connection counts as cut, in milliseconds; 30 s when absent. */
  readonly stallMilliseconds?: number;
  /** Pause before the second attempt, in milliseconds; 1 s when absent. */
  readonly retryMilliseconds?: number;
  /** A sentence on proxies, added when there is no connection. */
  readonly proxyHint?: string;
}

/** An answer below 500 and not "too many requests", at the end of its redirects. The body has to be read or discarded. */
export interface HubResponse {
  readonly status: number;
  readonly url: URL;
  readonly headers: Headers;
  /** Headers of the endpoint's own answer, before any redirect. */
  readonly firstHeaders: Headers;
  readonly body: ResponseBody;
}

const maxRedirects = 5;
const redirects = [301, 302, 303, 307, 308];

/** The one place that opens connections: every request is logged, follows redirects without the token, and ends when the server falls silent. */
export class Network {
  readonly endpoint: string;
  readonly retryMilliseconds: number;

  /** @throws DownloadError when the endpoint is no http(s) address */
  constructor(private readonly options: NetworkOptions) {
    this.endpoint = options.endpoint.replace(/\/+$/, '');
    this.retryMilliseconds = options.retryMilliseconds ?? 1000;
    if (!/^https?:$/.test(URL.canParse(this.endpoint) ? new URL(this.endpoint).protocol : '')) {
      throw new DownloadError(
        plain`"${this.endpoint}" is not the address of a Hub. Set HF_ENDPOINT, or deberta.hub.endpoint in VS Code, to one like https://huggingface.co, or leave it out.`,
      );
    }
  }

  async hasToken(): Promise<boolean> {
    return (await this.options.token?.()) !== undefined;
  }

  /**
   * Sends a GET request.
   * @throws TransientFailure for no or a broken connection, 408, 429 and 5xx; DownloadError when trying again cannot help; Cancelled
   */
  async get(url: string, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<HubResponse> {
    let target = new URL(url);
    let firstHeaders: Headers | undefined;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await this.#send(target, headers, signal);
      firstHeaders ??= response.headers;
      const location = redirects.includes(response.status) ? response.headers.get('location') : null;
      if (location === null) return { ...response, firstHeaders };
      await response.body.discard();
      target = redirected(target, location);
    }
    throw new DownloadError(plain`${new URL(url).origin} redirects in circles. Check HF_ENDPOINT, or try again later.`);
  }

  async #send(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted === true) throw new Cancelled();
    if (this.options.offline === true) {
      throw new DownloadError(
        plain`The network is switched off by HF_HUB_OFFLINE. Unset it, or import the model from a folder.`,
      );
    }
    const token = url.origin === new URL(this.endpoint).origin ? await this.options.token?.() : undefined;
    const watch = new StallWatch(this.options.stallMilliseconds ?? 30_000, signal);
    const finish = await this.options.log.begin('GET', url);
    try {
      const response = await fetch(url, {
        headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        redirect: 'manual',
        signal: watch.signal,
      });
      const { status } = response;
      const body = this.#body(response, watch, url, finish);
      if (status === 408 || status === 429 || status >= 500) {
        await body.discard();
        throw new TransientFailure(`${url.host} answers with status ${status}`, retryAfter(response.headers));
      }
      return { status, url, headers: response.headers, body };
    } catch (error) {
      watch.stop();
      if (error instanceof TransientFailure) throw error;
      await finish({ failure: reason(error, watch) });
      throw this.#failure(error, watch, url);
    }
  }

  #body(
    response: Response,
    watch: StallWatch,
    url: URL,
    finish: (outcome: RequestOutcome) => Promise<void>,
  ): ResponseBody {
    return new ResponseBody(response, watch, async (bytes, error) => {
      watch.stop();
      const failure = error === undefined ? undefined : reason(error, watch);
      await finish({ status: response.status, bytes, failure });
      if (error !== undefined) throw this.#failure(error, watch, url);
    });
  }

  #failure(error: unknown, watch: StallWatch, url: URL): Error {
    if (watch.cancelled) return new Cancelled();
    const code = causeCode(error);
    if (/CERT|SIGNED|ISSUER|ALTNAME/.test(code)) {
      return new DownloadError(
        plain`The certificate of ${url.host} is not trusted (${code}). If your organisation checks traffic with a certificate of its own, name its file in NODE_EXTRA_CA_CERTS, or let VS Code use the system's certificates.`,
        { cause: error },
      );
    }
    const hint = this.options.proxyHint === undefined ? '' : `. ${this.options.proxyHint}`;
    return new TransientFailure(`${url.host}: ${reason(error, watch)}${hint}`.replace(/\.$/, ''), undefined, {
      cause: error,
    });
  }
}

type Answer = Omit<HubResponse, 'firstHeaders'>;

/** The bytes of an answer as they arrive, once. */
export class ResponseBody {
  #bytes = 0;

  constructor(
    private readonly response: Response,
    private readonly watch: StallWatch,
    /** Called once, at the end; throws the error in the words of `Network`. */
    private readonly end: (bytes: number, error?: unknown) => Promise<void>,
  ) {}

  /** Reads to the end, or until the loop over it is left. @throws as `Network.get` does */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const reader = (this.response.body as ReadableStream<Uint8Array> | null)?.getReader();
    let error: unknown;
    try {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        this.#bytes += part.value.byteLength;
        this.watch.alive();
        yield part.value;
        this.watch.alive();
      }
    } catch (thrown) {
      error = thrown;
    } finally {
      await reader?.cancel().catch(() => undefined);
      await this.end(this.#bytes, error);
    }
  }

  /** Closes the connection without reading. */
  async discard(): Promise<void> {
    await this.response.body?.cancel().catch(() => undefined);
    await this.end(this.#bytes);
  }
}

/** Aborts a request when nothing arrives for a while, or when the caller's signal aborts. */
class StallWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(
    private readonly milliseconds: number,
    private readonly given?: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.#controller.signal, ...(given === undefined ? [] : [given])]);
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds);
  }

  get cancelled(): boolean {
    return this.given?.aborted === true;
  }

  get stalled(): boolean {
    return this.#controller.signal.aborted;
  }

  get seconds(): number {
    return this.milliseconds / 1000;
  }

  alive(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to === undefined || !/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol === 'http:')) {
    throw new DownloadError(
      plain`${from.origin} redirects to an address that is not safe to follow. Check HF_ENDPOINT, or try again later.`,
    );
  }
  return to;
}

function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function reason(error: unknown, watch: StallWatch): string {
  if (watch.cancelled) return 'cancelled';
  if (watch.stalled) return `nothing arrived for ${watch.seconds} s`;
  return `the connection failed (${causeCode(error)})`;
}

/** fetch says only "fetch failed" or "terminated"; its cause says why. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : typeof message === 'string' ? message : 'unknown reason';
}
