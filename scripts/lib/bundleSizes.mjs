import fs from 'node:fs';
import path from 'node:path';

const limits = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../sizeLimits.json'), 'utf8'));

/** Lists bundle sizes in kB beside scripts/sizeLimits.json. Returns whether each has a limit and keeps to it. */
export function listSizes(bundles) {
  const rows = bundles
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .map(([file, { bytes }]) => {
      const name = path.posix.relative('dist', file);
      const size = Math.ceil(bytes / 1000);
      const limit = limits[name];
      return { name, size, limit, isRight: size <= limit };
    });
  for (const { name, size, limit, isRight } of rows)
    console.log(`${isRight ? ' ' : '✗'} ${name.padEnd(28)}${`${size}`.padStart(5)} of ${limit ?? '(no limit)'} kB`);
  return rows.every(({ isRight }) => isRight);
}
