/** Calls for the same work, done together: once, `milliseconds` after the first of them. */
export class Throttle {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly work: () => void,
  ) {}

  call(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.work();
    }, this.milliseconds);
  }

  /** Does pending work now. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.dispose();
    this.work();
  }

  /** Drops pending work. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
