import { plain } from '../../base/plainText';
import { Canceled, DownloadError } from '../../protocol/errors';
import { hubAddress, redirected, authorization, tokenUse, type HubToken, type TokenUse } from './hubAccess';
import type { RequestLog, RequestOutcome } from '../store/requestLog';
import { Patience, ResponseBody } from './responseBody';
import { TransientFailure } from './retry';

export interface NetworkOptions {
  /** The Hub's address, e.g. `https://huggingface.co` or a mirror's (`HF_ENDPOINT`). */
  readonly endpoint: string;
  /** Asked before every request to the endpoint; sent to its own origin alone, and never written down. */
  readonly token?: () => Promise<HubToken | undefined>;
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

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Bounds the time of the whole answer, in milliseconds. */
  readonly limit?: number;
}

/** An answer below 500 other than "too many requests", after redirects. The body must be read or discarded. */
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
/** Far more than the largest model takes, with all its parts and a bad connection. */
const maxRequests = 1000;

/** The one place that opens connections. Requests are logged, bounded, and follow redirects without the token. */
export class Network {
  readonly endpoint: string;
  readonly retryMilliseconds: number;
  #requests = 0;

  /** @throws DownloadError when the endpoint isn't the address of a Hub */
  constructor(private readonly options: NetworkOptions) {
    this.endpoint = hubAddress(options.endpoint);
    this.retryMilliseconds = options.retryMilliseconds ?? 1000;
  }

  /** The same network for one thing that a user asks for: it sends at most 1,000 requests, whatever servers answer. */
  forOneAsk(): Network {
    return new Network(this.options);
  }

  get isOffline(): boolean {
    return this.options.offline === true;
  }

  /** What becomes of the user's token in requests to the endpoint. */
  async tokenUse(): Promise<TokenUse> {
    return tokenUse(await this.options.token?.(), new URL(this.endpoint));
  }

  /**
   * Sends a GET request.
   * @throws TransientFailure for no or a broken connection, 408, 429 and 5xx; DownloadError when trying again cannot
   * help; Canceled
   */
  async get(url: string, options: GetOptions = {}): Promise<HubResponse> {
    let target = new URL(url);
    let firstHeaders: Headers | undefined;
    let isOwn = target.origin === new URL(this.endpoint).origin;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await this.#send(target, isOwn, options);
      firstHeaders ??= response.headers;
      const location = redirects.includes(response.status) ? response.headers.get('location') : null;
      if (location === null) return { ...response, firstHeaders };
      await response.body.discard();
      const next = redirected(target, location);
      // Another origin that leads back would choose where the token goes.
      isOwn &&= next.origin === target.origin;
      target = next;
    }
    throw new DownloadError(plain`${new URL(url).origin} redirects in circles. Check HF_ENDPOINT, or try again later.`);
  }

  async #send(url: URL, isOwn: boolean, { headers, signal, limit }: GetOptions): Promise<Answer> {
    if (signal?.aborted === true) throw new Canceled();
    if (this.isOffline) {
      throw new DownloadError(
        plain`The network is switched off by HF_HUB_OFFLINE. Unset it, or import the model from a folder.`,
      );
    }
    if (++this.#requests > maxRequests) {
      throw new DownloadError(
        plain`${new URL(this.endpoint).host} took ${maxRequests.toLocaleString('en')} requests for one model, which is the limit. What has arrived is kept. Check HF_ENDPOINT, or try again later.`,
      );
    }
    const token = isOwn ? await this.options.token?.() : undefined;
    const isSent = token !== undefined && tokenUse(token, url) === 'sent';
    const allHeaders = isSent ? { ...headers, authorization: authorization(token) } : { ...headers };
    const patience = new Patience(this.options.stallMilliseconds ?? 30_000, limit, signal);
    const finish = await this.options.log.begin('GET', url);
    patience.wait();
    try {
      const response = await fetch(url, {
        headers: allHeaders,
        redirect: 'manual',
        signal: patience.signal,
      });
      patience.answered();
      const { status } = response;
      const body = this.#body(response, patience, url, finish);
      if (status === 408 || status === 429 || status >= 500) {
        await body.discard();
        throw new TransientFailure(`${url.host} answers with status ${status}`, retryAfter(response.headers));
      }
      return { status, url, headers: response.headers, body };
    } catch (error) {
      patience.stop();
      if (error instanceof TransientFailure) throw error;
      await finish({ failure: reason(error, patience) });
      throw this.#failure(error, patience, url);
    }
  }

  #body(
    response: Response,
    patience: Patience,
    url: URL,
    finish: (outcome: RequestOutcome) => Promise<void>,
  ): ResponseBody {
    return new ResponseBody(response, patience, async (bytes, error) => {
      patience.stop();
      const failure = error === undefined ? undefined : reason(error, patience);
      await finish({ status: response.status, bytes, failure });
      if (error !== undefined) throw this.#failure(error, patience, url);
    });
  }

  #failure(error: unknown, patience: Patience, url: URL): Error {
    if (patience.canceled) return new Canceled();
    const code = causeCode(error);
    if (/CERT|SIGNED|ISSUER|ALTNAME/.test(code)) {
      return new DownloadError(
        plain`The certificate of ${url.host} is not trusted (${code}). If your organization checks traffic with a certificate of its own, name its file in NODE_EXTRA_CA_CERTS, or let VS Code use the system's certificates.`,
        { cause: error },
      );
    }
    if (code === 'UND_ERR_HEADERS_OVERFLOW') {
      return new DownloadError(
        plain`${url.host} answers with headers that are too long. Check HF_ENDPOINT, or try again later.`,
      );
    }
    const hint = this.options.proxyHint === undefined ? '' : `. ${this.options.proxyHint}`;
    return new TransientFailure(`${url.host}: ${reason(error, patience)}${hint}`.replace(/\.$/, ''), undefined, {
      cause: error,
    });
  }
}

type Answer = Omit<HubResponse, 'firstHeaders'>;

function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function reason(error: unknown, patience: Patience): string {
  return patience.canceled ? 'canceled' : (patience.lost ?? `the connection failed (${causeCode(error)})`);
}

/** fetch says only "fetch failed" or "terminated"; its cause says why. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : typeof message === 'string' ? message.slice(0, 200) : 'unknown reason';
}
