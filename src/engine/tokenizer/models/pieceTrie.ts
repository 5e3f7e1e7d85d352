/**
 * Texts with a number each, found by walking along another text, one UTF-16 unit after the other. Nodes lie in an open
 * hash table under their parent and unit: some fifteen bytes a unit of new text, however the texts overlap.
 */
export class PieceTrie {
  /** The node that every walk begins at. */
  static readonly root = 0;
  /** A child that does not exist. */
  static readonly none = -1;

  #slots = new Int32Array(1024).fill(PieceTrie.none);
  #parents = new Int32Array(512);
  #units = new Uint16Array(512);
  #values = new Int32Array(512).fill(PieceTrie.none);
  #nodes = 1;
  /** Of this table alone, so that no file can be made to collide. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  /** `value` is not negative; of two for the same text the later one counts. */
  set(text: string, value: number): void {
    let node = PieceTrie.root;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const child = this.child(node, unit);
      node = child === PieceTrie.none ? this.#append(node, unit) : child;
    }
    this.#values[node] = value;
  }

  child(node: number, unit: number): number {
    return this.#slots[this.#slotOf(node, unit)] ?? PieceTrie.none;
  }

  /** The number of the text that ends at a node, `none` when none does. */
  value(node: number): number {
    return this.#values[node] ?? PieceTrie.none;
  }

  get(text: string): number | undefined {
    const { value, end } = this.longest(text, 0, text.length);
    return end === text.length && value !== PieceTrie.none ? value : undefined;
  }

  /** The longest of the texts that `text` has at `from`, up to `to`; its `end` is `from` when there is none. */
  longest(text: string, from: number, to: number): { readonly value: number; readonly end: number } {
    let value = PieceTrie.none;
    let end = from;
    let node = PieceTrie.root;
    for (let offset = from; offset < to; offset++) {
      node = this.child(node, text.charCodeAt(offset));
      if (node === PieceTrie.none) break;
      const found = this.#values[node] ?? PieceTrie.none;
      if (found !== PieceTrie.none) [value, end] = [found, offset + 1];
    }
    return { value, end };
  }

  #append(parent: number, unit: number): number {
    const node = this.#nodes++;
    if (node === this.#parents.length) this.#growNodes();
    this.#parents[node] = parent;
    this.#units[node] = unit;
    if (2 * this.#nodes > this.#slots.length) this.#growSlots();
    else this.#slots[this.#slotOf(parent, unit)] = node;
    return node;
  }

  /** Where the child is, or would be. */
  #slotOf(parent: number, unit: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    let hash = Math.imul(parent ^ this.#seed, 0x9e3779b1);
    hash = Math.imul((hash ^ (hash >>> 15)) + unit, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 13)) & last;
    for (;;) {
      const node = slots[slot] ?? PieceTrie.none;
      if (node === PieceTrie.none || (this.#parents[node] === parent && this.#units[node] === unit)) return slot;
      slot = (slot + 1) & last;
    }
  }

  #growNodes(): void {
    const length = 2 * this.#parents.length;
    const parents = new Int32Array(length);
    const units = new Uint16Array(length);
    const values = new Int32Array(length).fill(PieceTrie.none);
    parents.set(this.#parents);
    units.set(this.#units);
    values.set(this.#values);
    [this.#parents, this.#units, this.#values] = [parents, units, values];
  }

  #growSlots(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(PieceTrie.none);
    for (let node = 1; node < this.#nodes; node++)
      this.#slots[this.#slotOf(this.#parents[node] ?? 0, this.#units[node] ?? 0)] = node;
  }
}
