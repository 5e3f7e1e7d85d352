/** Combines calls for the same work: it is done once, `milliseconds` after the first of them. */
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

  flush(): void {
    if (this.#timer === undefined) return;
    this.dispose();
    this.work();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
