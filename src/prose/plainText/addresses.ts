import type { BlockBuilder } from '../blockBuilder';
import { standIns } from '../standIns';

/** Web and mail addresses as they stand in text, without the punctuation behind them. */
export const address =
  /\b(?:https?|ftp):\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'’”`*_]|\bwww\.[^\s<>"]*[^\s<>".,;:!?)\]}'’”`*_]|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;

/** Adds a stretch as it stands, with stand-ins for the addresses in it. */
export function verbatimWithAddresses(builder: BlockBuilder, source: string, start: number, end: number): void {
  let at = start;
  for (const { 0: found, index } of source.slice(start, end).matchAll(address)) {
    builder.verbatim(at, start + index);
    at = start + index + found.length;
    builder.standIn(start + index, at, standIns.address);
  }
  builder.verbatim(at, end);
}
