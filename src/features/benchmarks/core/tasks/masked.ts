import { cutRow, maskedAccuracy } from '../maskedText';
import type { TaskRun } from '../task';
import { takeLines } from '../taskFile';

/** Plain text, a paragraph a line: how well every seventh token is predicted from the rest of its paragraph. */
export const masked: TaskRun = async (measured, file, { limit, length }) => {
  const ids = await measured.vocabulary.tokenIds(takeLines(file, limit));
  const rows = ids.map((row) => ({ ids: cutRow(row, length), unknown: new Set<number>() }));
  return maskedAccuracy(measured, rows);
};
