import { access } from 'node:fs/promises';
import path from 'node:path';
import { readJsonObject } from './boundedJson';
import { ConfigFields } from './configFields';

/** The file beside config.json that holds `{"temperature": T}`, fitted on texts whose labels are known. */
const calibrationFile = 'calibration.json';

/**
 * The temperature that a classifier's logits are divided by before softmax or sigmoid (Guo et al. 2017), from
 * `calibration.json` in the model's folder; 1 without that file.
 * @throws CheckpointError when the file holds no number above 0
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
  if (typeof value !== 'number' || !(value > 0 && value < Infinity))
    throw fields.fault('temperature', 'a number above 0');
  return value;
}
