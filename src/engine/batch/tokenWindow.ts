import { maxOf, minOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Encoding } from '../../protocol/text';
import type { MaskedEncoding } from '../tokenizer/tokenizer';

/**
 * Cuts a masked encoding down to `limit` tokens: the masks, and as much text as fits on both of their sides. [CLS] and
 * [SEP] stay at the ends.
 * @throws RequestError when the masks themselves are further apart than that
 */
export function tokenWindow(masked: MaskedEncoding, limit: number): MaskedEncoding {
  const { encoding, positions } = masked;
  const length = encoding.ids.length;
  if (length <= limit) return masked;
  const first = minOf(positions);
  const last = maxOf(positions);
  const room = limit - 2;
  if (last - first + 1 > room) {
    throw new RequestError(
      plain`The masks are ${last - first + 1} tokens apart; the model sees ${room} at once. Fill fewer masks at a time.`,
    );
  }
  const centered = Math.round((first + last + 1 - room) / 2);
  const start = Math.min(Math.max(centered, 1), length - 1 - room);
  return {
    encoding: cutEncoding(encoding, start, room),
    positions: positions.map((position) => position - start + 1),
  };
}

/** `room` tokens of an encoding from `start` on, between its first and its last one. */
export function cutEncoding({ ids, tokens, ranges, sequence, types }: Encoding, start: number, room: number): Encoding {
  const cut = <T>(list: readonly T[]) => [...list.slice(0, 1), ...list.slice(start, start + room), ...list.slice(-1)];
  return { ids: cut(ids), tokens: cut(tokens), ranges: cut(ranges), sequence: cut(sequence), types: cut(types) };
}
