import { access } from 'node:fs/promises';
import path from 'node:path';
import { readJsonObject } from './boundedJson';
import { ConfigFields } from './configFields';

/** The file beside config.json that holds `{"temperature": T}`, fitted on texts whose labels are known. */
const calibrationFile = 'calibration.json';
/** Training fits 0.1 to 10. Far beyond, divided logits overflow, or all labels become equally probable. */
const range = { min: 0.01, max: 100 };

/**
 * The temperature that a classifier's logits are divided by before softmax or sigmoid (Guo et al. 2017), from
 * `calibration.json` in the model's folder; 1 without that file.
 * @throws CheckpointError when the file has no number in this range
 */
export async function readTemperature(directory: string): Promise<number> {
  const file = path.join(directory, calibrationFile);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return 1;
  const fields = new ConfigFields(await readJsonObject(file), file);
  const value = fields.raw('temperature');
  if (typeof value !== 'number' || !(value >= range.min && value <= range.max))
    throw fields.fault('temperature', `a number from ${range.min} to ${range.max}`);
  return value;
}
