import fs from 'node:fs';
import path from 'node:path';

/** Packages that are published without their license's text, or link others: what scripts/licenses has for them. */
const ownTexts = [
  [/^@bufbuild\/protobuf$/, ['protobuf-es']],
  // Names the MIT License; the text is that of the packages by the same author that it was made for.
  [/^gearhash-jit$/, ['gearhash-jit']],
  [/^onnxruntime-common$/, ['onnxruntime']],
  // VERSION: what the library links changes with it. The text is ThirdPartyNotices.txt of onnxruntime's Python package.
  [/^onnxruntime-node$/, ['onnxruntime', 'onnxruntime-VERSION-third-party', 'windows-libraries']],
];

/**
 * Name, license and license text of every package whose code is in the bundles, given esbuild's metafiles.
 * @throws Error when a package has no text
 */
export function thirdPartyNotices(root, metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  // The last folder: a package may lie inside of another one.
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean),
  );
  return [...folders]
    .sort()
    .map((folder) => notice(root, path.join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(root, folder) {
  const { name, version, license, homepage } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const published = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice|third-?party-?notices)/i.test(file));
  const own = ownTexts.find(([pattern]) => pattern.test(name))?.[1] ?? [];
  const files = [
    ...published.map((file) => path.join(folder, file)),
    ...own.map((file) => path.join(root, 'scripts/licenses', `${file.replace('VERSION', version)}.txt`)),
  ];
  if (files.length === 0 || !files.every((file) => fs.existsSync(file)))
    throw new Error(`${name} ${version} has no license text: add it in scripts/lib/thirdPartyNotices.mjs.`);
  const head = [`${name} ${version}`, `License: ${license}`, homepage].filter(Boolean).join('\n');
  return [head, ...files.map((file) => fs.readFileSync(file, 'utf8').trim()), ''].join('\n\n');
}
