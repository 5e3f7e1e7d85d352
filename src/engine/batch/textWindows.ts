/** A half-open range of tokens of a text. */
export interface TokenWindow {
  readonly start: number;
  readonly end: number;
}

/** The windows in which a text is read, and whether it goes on after the last one. */
export interface TextWindows {
  readonly windows: readonly TokenWindow[];
  readonly truncated: boolean;
}

/** How much of a window, at least, the one before it has already seen: a sentence cut by one is whole in the other. */
const overlapShare = 0.25;

/**
 * Windows of at most `room` tokens over a text of `count`, evenly spaced, all as long as `room` when there are several.
 * More than `most` are not read: then the first ones are, at the largest spacing.
 */
export function textWindows(count: number, room: number, most: number): TextWindows {
  if (count <= room) return { windows: [{ start: 0, end: count }], truncated: false };
  const stride = Math.max(1, room - Math.ceil(room * overlapShare));
  const needed = 1 + Math.ceil((count - room) / stride);
  const truncated = needed > most;
  const read = truncated ? most : needed;
  const spacing = truncated ? stride : (count - room) / (needed - 1);
  const windows = Array.from({ length: read }, (_, i) => {
    const start = Math.round(i * spacing);
    return { start, end: start + room };
  });
  return { windows, truncated };
}
