import path from 'node:path';
import { wholeFile } from '../../base/files';

/** A name of the Hub's list, e.g. `apache-2.0`; anything longer is a sentence, and belongs into the model card. */
const plain = /^[\w.+-]{1,60}$/;
const maxLicenses = 5;
/** The largest card that is looked at. */
const maxCardBytes = 1_000_000;

/** A model's license as its card gives it, one name or several, as one line; undefined when it gives none. */
export function licenseText(given: unknown): string | undefined {
  const names: unknown[] = Array.isArray(given) ? given : [given];
  const known = names.filter((name) => typeof name === 'string' && plain.test(name)).slice(0, maxLicenses);
  return known.length > 0 ? known.join(', ') : undefined;
}

/** The license in the head of a model card: `license: mit`, `license: [mit, apache-2.0]`, or a list below it. */
export function licenseOfCard(card: string): string | undefined {
  const head = /^\uFEFF?---\r?\n([^]*?)\r?\n---/.exec(card)?.[1] ?? '';
  const [, line = '', below = ''] = /^licen[cs]e:[ \t]*(.*)((?:\r?\n[ \t]*-[ \t].*)*)/m.exec(head) ?? [];
  const items = line.trim() === '' ? below.split(/\r?\n[ \t]*-[ \t]/) : line.replace(/^\s*\[|\]\s*$/g, '').split(',');
  return licenseText(
    items.map((item) =>
      item
        .replace(/\s#.*$/, '')
        .trim()
        .replace(/^["']|["']$/g, ''),
    ),
  );
}

/** The license that the model card in a folder gives, if there is one. */
export async function readLicense(folder: string): Promise<string | undefined> {
  const card = await wholeFile(path.join(folder, 'README.md'), maxCardBytes).catch(() => '');
  return licenseOfCard(card.toString());
}
