/** Bytes a second below which a server uses up the patience with it. */
const minBytesPerSecond = 1000;

/**
 * Bounds the time of one request. Waiting uses patience up, and every byte gives some of it back, so that a server that
 * is silent or sends next to nothing ends the request, and one that sends at its pace does not. What the reader does
 * with the bytes takes no patience.
 */
export class Patience {
  readonly #controller = new AbortController();
  readonly #deadline: number;
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  readonly signal: AbortSignal;

  /** @param milliseconds of silence; `limit` bounds the whole request, however fast it is */
  constructor(
    private readonly milliseconds: number,
    private readonly limit = Infinity,
    private readonly given?: AbortSignal,
  ) {
    this.#left = milliseconds;
    this.#deadline = performance.now() + limit;
    this.signal = AbortSignal.any([this.#controller.signal, ...(given === undefined ? [] : [given])]);
  }

  get canceled(): boolean {
    return this.given?.aborted === true;
  }

  /** Why the request was ended, as a clause; undefined when it was not. */
  get lost(): string | undefined {
    if (!this.#controller.signal.aborted) return undefined;
    if (performance.now() >= this.#deadline) return `the answer took longer than ${this.limit / 1000} s`;
    const seconds = this.milliseconds / 1000;
    return this.#bytes === 0 ? `nothing arrived for ${seconds} s` : `less than 1 kB/s arrived for ${seconds} s`;
  }

  /** Begins to wait for the server. */
  wait(): void {
    this.#since = performance.now();
    const milliseconds = Math.max(0, Math.min(this.#left, this.#deadline - this.#since));
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds);
  }

  /** The headers are here. */
  answered(): void {
    this.stop();
    this.#left = this.milliseconds;
  }

  arrived(bytes: number): void {
    this.stop();
    this.#bytes += bytes;
    const waited = performance.now() - this.#since;
    this.#left = Math.min(this.milliseconds, this.#left - waited + (bytes * 1000) / minBytesPerSecond);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The bytes of an answer as they arrive, once. */
export class ResponseBody {
  #bytes = 0;

  constructor(
    private readonly response: Response,
    private readonly patience: Patience,
    /** Called once, at the end; throws the error in the words of `Network`. */
    private readonly end: (bytes: number, error?: unknown) => Promise<void>,
  ) {}

  /** Reads to the end, or until the loop over it is left. @throws as `Network.get` does */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const reader = (this.response.body as ReadableStream<Uint8Array> | null)?.getReader();
    let error: unknown;
    try {
      for (let part = await this.#read(reader); part !== undefined; part = await this.#read(reader)) {
        this.#bytes += part.byteLength;
        yield part;
      }
    } catch (thrown) {
      error = thrown;
    } finally {
      await reader?.cancel().catch(() => undefined);
      await this.end(this.#bytes, error);
    }
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
    this.patience.wait();
    const part = await reader?.read();
    this.patience.arrived(part?.value?.byteLength ?? 0);
    return part?.done === false ? part.value : undefined;
  }

  /** Closes the connection without reading. */
  async discard(): Promise<void> {
    await this.response.body?.cancel().catch(() => undefined);
    await this.end(this.#bytes);
  }
}
