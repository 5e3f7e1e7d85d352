import fs from 'node:fs';
import path from 'node:path';

/** Name, licence and licence text of every package whose code is in the bundles, given esbuild's metafiles. */
export function thirdPartyNotices(root, metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.map((input) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean));
  return [...folders]
    .sort()
    .map((folder) => notice(path.join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(folder) {
  const { name, version, license, homepage } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const head = [`${name} ${version}`, `Licence: ${license}`, homepage].filter(Boolean).join('\n');
  const texts = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice|third-?party-?notices)/i.test(file));
  return [head, ...texts.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim()), ''].join('\n\n');
}
