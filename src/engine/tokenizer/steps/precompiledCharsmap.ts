import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';

/** The longest text an entry may expand to, in bytes; Unicode's longest compatibility expansion has 33. */
const maxExpansion = 1024;

/** Bytes of the longest text that a rule may replace; v3's longest has 10. A damaged trie can lead in circles. */
const maxKeyLength = 128;

const encoder = new TextEncoder();

/**
 * SentencePiece's precompiled normalization rules: a Darts double-array trie over UTF-8 keys, then NUL-terminated
 * replacements (sentencepiece/src/normalizer.cc, DecodePrecompiledCharsMap; darts-clone's DoubleArrayUnit for the bit
 * layout). The library's own `Precompiled` normalizer ignores the table and applies the NFKC of whatever Unicode
 * version Node has: for the table of v3 it differs on 173 characters (U+32FF, say), and a newer Node would change ids.
 */
export class PrecompiledCharsmap {
  private readonly units: Uint32Array;
  private readonly replacements: Uint8Array;
  private readonly decoded = new Map<number, string>();

  /** @throws TokenizerError when the sizes do not fit together; `origin` names the file in the message. */
  constructor(
    blob: Uint8Array,
    private readonly origin: string,
  ) {
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    const trieBytes = blob.byteLength >= 4 ? view.getUint32(0, true) : 0;
    if (trieBytes < 4 || trieBytes % 4 !== 0 || trieBytes + 4 > blob.byteLength) throw this.damaged();
    this.units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.replacements = blob.subarray(4 + trieBytes);
  }

  /** What the shortest rule for a beginning of `text` puts in its place; undefined when there is none. */
  replacementOf(text: string): string | undefined {
    const bytes = encoder.encode(text);
    const { length, replacement } = this.match(bytes, 0, bytes.length, 'shortest');
    return length === 0 ? undefined : replacement;
  }

  /** Length in bytes of the longest rule that matches `bytes` at `from` (0 for none), and its replacement. */
  match(
    bytes: Uint8Array,
    from: number,
    end: number,
    which: 'longest' | 'shortest' = 'longest',
  ): { readonly length: number; readonly replacement: string } {
    let length = 0;
    let value = 0;
    let node = offsetOf(this.units[0] ?? 0);
    for (let offset = from; offset < Math.min(end, from + maxKeyLength); offset++) {
      const byte = bytes[offset] ?? 0;
      node ^= byte;
      const unit = this.units[node];
      // A unit's label carries the leaf bit too, so that a value's unit never matches a byte.
      if (unit === undefined || (unit & 0x800000ff) !== byte) break;
      node ^= offsetOf(unit);
      // A rule that ended inside a character would set bytes and UTF-16 offsets at odds; no real table has one.
      if ((unit >>> 8) & 1 && ((bytes[offset + 1] ?? 0) & 0xc0) !== 0x80) {
        length = offset - from + 1;
        value = (this.units[node] ?? 0) & 0x7fffffff;
        if (which === 'shortest') break;
      }
    }
    return { length, replacement: length === 0 ? '' : this.replacement(value) };
  }

  private replacement(start: number): string {
    const known = this.decoded.get(start);
    if (known !== undefined) return known;
    const end = this.replacements.indexOf(0, start);
    if (start >= this.replacements.length || end < 0 || end - start > maxExpansion) throw this.damaged();
    const text = new TextDecoder().decode(this.replacements.subarray(start, end));
    this.decoded.set(start, text);
    return text;
  }

  private damaged(): TokenizerError {
    return new TokenizerError(
      plain`The normalization table (precompiled charsmap) of ${this.origin} is damaged. Download the file again.`,
    );
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
