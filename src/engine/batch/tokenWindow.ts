import { maxOf, minOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
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
  const cut = <T>(list: readonly T[]): T[] => [
    ...list.slice(0, 1),
    ...list.slice(start, start + room),
    ...list.slice(-1),
  ];
  return {
    encoding: {
      ids: cut(encoding.ids),
      tokens: cut(encoding.tokens),
      ranges: cut(encoding.ranges),
      sequence: cut(encoding.sequence),
      types: cut(encoding.types),
    },
    positions: positions.map((position) => position - start + 1),
  };
}
