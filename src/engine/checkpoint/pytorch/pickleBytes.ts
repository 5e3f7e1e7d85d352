import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';

/** Longest module or attribute name of a global, in bytes. */
const maxLine = 256;

/** The arguments of a pickle's instructions, in order; little-endian except for floats. Bounds are checked. */
export class PickleBytes {
  private next = 0;
  private readonly view: DataView<ArrayBuffer>;

  constructor(
    private readonly bytes: Uint8Array<ArrayBuffer>,
    /** Path, for errors. */
    readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** What has been read so far, in bytes. */
  get position(): number {
    return this.next;
  }

  /** An unsigned number of 1, 2 or 4 bytes. */
  unsigned(length: 1 | 2 | 4): number {
    const start = this.take(length);
    if (length === 1) return this.view.getUint8(start);
    return length === 2 ? this.view.getUint16(start, true) : this.view.getUint32(start, true);
  }

  /** A two's complement number of any length, as bigint past 2^53; 0 for no bytes, as Python writes it. */
  signed(length: number): number | bigint {
    const start = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.view.getUint8(start + i));
    const signed = BigInt.asIntN(8 * length, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  float64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** UTF-8 text of `length` bytes. */
  text(length: number): string {
    const start = this.take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes.subarray(start, start + length));
    } catch (error) {
      throw this.damaged('holds a text that is not UTF-8', error);
    }
  }

  /** Text up to a line feed, which is read too. */
  line(): string {
    const end = this.bytes.subarray(0, this.next + maxLine).indexOf(0x0a, this.next);
    if (end < 0) throw this.damaged('names a global without an end');
    const text = this.text(end - this.next);
    this.next++;
    return text;
  }

  skip(length: number): void {
    this.take(length);
  }

  private take(length: number): number {
    const start = this.next;
    if (length > this.bytes.length - start) throw this.damaged('ends too early');
    this.next += length;
    return start;
  }

  private damaged(fault: string, cause?: unknown): CheckpointError {
    return new CheckpointError(plain`"${this.file}" is damaged: its pickle ${fault}. Get the file again.`, { cause });
  }
}
