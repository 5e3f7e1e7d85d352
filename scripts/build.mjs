// Bundles every entry point into dist/ and puts onnxruntime's library for one platform beside it.
//   --production  minified, without source maps      --tests  also the extension host's suite, into out/test
//   --strict      a missing entry point is an error; without it what exists is built
//   --watch       builds again whenever a source changes
//   --sizes       writes nothing: lists the bundle sizes of --production, and fails if one is too large
// ORT_TARGET=<platform>-<arch> (linux-x64, win32-arm64, darwin-arm64 …) bundles another platform's library.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { listSizes } from './lib/bundleSizes.mjs';
import { thirdPartyNotices } from './lib/thirdPartyNotices.mjs';

const root = path.resolve(import.meta.dirname, '..');
const sizes = process.argv.includes('--sizes');
const production = sizes || process.argv.includes('--production');
const strict = process.argv.includes('--strict');
const watch = process.argv.includes('--watch');

const node = { platform: 'node', format: 'cjs', target: 'node20' };
const browser = { platform: 'browser', format: 'iife', target: 'es2022' };
/** Parsers of markup languages have bundles of their own, loaded by the prose thread with the first such document. */
const proseLanguages = [
  'markdown/markdown',
  'latex/latex',
  'restructuredText/restructuredText',
  'asciiDoc/asciiDoc',
  'typst/typst',
  'org/org',
  'html/html',
];
const entries = [
  { from: 'src/app/extension.ts', to: 'extension', options: { ...node, external: ['vscode'] } },
  { from: 'src/server/proseThread.ts', to: 'proseThread', options: { ...node, isSplit: true } },
  ...proseLanguages.map((name) => ({
    from: `src/prose/${name}Language.ts`,
    to: `${path.basename(name)}Language`,
    options: node,
  })),
  { from: 'src/server/engineServer.ts', to: 'engineServer', options: node },
  { from: 'src/server/trainingServer.ts', to: 'trainingServer', options: node },
  { from: 'src/server/guardThread.ts', to: 'guardThread', options: node },
  { from: 'src/app/cli.ts', to: 'cli', options: { ...node, banner: { js: '#!/usr/bin/env node' } } },
  { from: 'src/features/attention/webview/attention.tsx', to: 'webview/attention', options: browser },
  { from: 'src/features/explanations/webview/explanation.tsx', to: 'webview/explanation', options: browser },
  { from: 'src/features/training/webview/training.tsx', to: 'webview/training', options: browser },
  { from: 'src/features/labeling/webview/labeling.tsx', to: 'webview/labeling', options: browser },
];

/** onnxruntime-node requires its addon by a path in its own package; here that is dist/ort/<platform>-<arch>/. */
const redirectOnnxruntimeBinding = {
  name: 'redirect-onnxruntime-binding',
  setup(build) {
    build.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, 'utf8');
      const required = 'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';
      if (!source.includes(required)) throw new Error(`${file}: the require of the addon was not found.`);
      const redirected =
        "require(require('node:path').join(__dirname, 'ort', process.platform + '-' + process.arch, 'onnxruntime_binding.node'))";
      return { contents: source.replace(required, redirected), loader: 'js' };
    });
  },
};

/** esbuild splits no CommonJS: what the prose thread imports dynamically stays an import, of the bundle beside it. */
const languagesApart = {
  name: 'languages-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/\w+\/\w+Language$/ }, ({ path: imported, kind }) =>
      kind === 'dynamic-import' && proseLanguages.some((name) => imported === `./${name}Language`)
        ? { path: `./${path.basename(imported)}.js`, external: true }
        : undefined,
    );
  },
};

function bundleOptions({ from, to, options: { isSplit = false, ...options } }) {
  return {
    absWorkingDir: root,
    entryPoints: [{ in: from, out: to }],
    outdir: 'dist',
    write: !sizes,
    bundle: true,
    minify: production,
    sourcemap: !production,
    metafile: true,
    logLevel: 'warning',
    plugins: [redirectOnnxruntimeBinding, ...(isSplit ? [languagesApart] : [])],
    // import() of such a bundle, which is CommonJS like the thread itself, becomes require().
    ...(isSplit ? { supported: { 'dynamic-import': false } } : {}),
    ...options,
  };
}

async function watchSources(present) {
  for (const entry of present) await (await esbuild.context({ ...bundleOptions(entry), logLevel: 'info' })).watch();
}

/** The suite's files stay apart from each other, so that mocha finds them by name. */
function bundleHostTests() {
  const directory = path.join(root, 'test/vscode');
  fs.rmSync(path.join(root, 'out/test'), { recursive: true, force: true });
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: fs
      .readdirSync(directory)
      .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
      .map((name) => path.join(directory, name)),
    outdir: 'out/test',
    bundle: true,
    sourcemap: true,
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
    ...node,
  });
}

function isCopied(from, to) {
  const [source, copy] = [fs.statSync(from), fs.statSync(to, { throwIfNoEntry: false })];
  return copy?.size === source.size && copy.mtimeMs >= source.mtimeMs;
}

/** Leaves exactly one platform's library in dist/ort, and touches it only when it differs. */
function copyOnnxruntime() {
  const target = process.env.ORT_TARGET ?? `${process.platform}-${process.arch}`;
  const from = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', ...target.split('-'));
  if (!fs.existsSync(from)) throw new Error(`onnxruntime-node has no library for ${target}.`);
  const ort = path.join(root, 'dist/ort');
  const to = path.join(ort, target);
  fs.mkdirSync(to, { recursive: true });
  for (const other of fs.readdirSync(ort)) {
    if (other !== target) fs.rmSync(path.join(ort, other), { recursive: true });
  }
  for (const name of fs.readdirSync(from)) {
    // The addon links @rpath/libonnxruntime.1.dylib; the same 44 MB are there a second time under the full version.
    if (/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name)) continue;
    if (!isCopied(path.join(from, name), path.join(to, name)))
      fs.copyFileSync(path.join(from, name), path.join(to, name));
  }
}

/** The package holds whatever lies in dist/, so what an earlier build left is removed. */
function removeStale(bundles) {
  const written = new Set(bundles.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  for (const folder of ['dist', 'dist/webview']) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = `${folder}/${entry.name}`;
      if (entry.isFile() && !written.has(file)) fs.rmSync(path.join(root, file));
    }
  }
}

const missing = entries.filter(({ from }) => !fs.existsSync(path.join(root, from)));
if (strict && missing.length > 0) {
  console.error(`Missing entry points: ${missing.map(({ from }) => from).join(', ')}`);
  process.exit(1);
}
const present = entries.filter((entry) => !missing.includes(entry));
try {
  const bundles = await Promise.all(present.map((entry) => esbuild.build(bundleOptions(entry))));
  if (sizes) process.exit(listSizes(bundles) ? 0 : 1);
  removeStale(bundles);
  const notices = thirdPartyNotices(
    root,
    bundles.map(({ metafile }) => metafile),
  );
  fs.writeFileSync(path.join(root, 'dist/THIRD_PARTY_NOTICES.txt'), notices);
  if (process.argv.includes('--tests')) await bundleHostTests();
  if (!missing.some(({ to }) => to === 'cli')) fs.chmodSync(path.join(root, 'dist/cli.js'), 0o755);
  copyOnnxruntime();
  if (watch) await watchSources(present);
} catch (error) {
  // esbuild has already printed its own errors, with file and line
  if (!error.errors) console.error(error.message);
  process.exit(1);
}
