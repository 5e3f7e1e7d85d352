import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = path.join(__dirname, '..');
const sources = path.join(root, 'src');

/** Folder of src → the folders that it may import, itself apart. */
const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  engine: ['base', 'protocol'],
  // The mathematics of traced attention, which the view, the extension and other programs share.
  attention: ['base', 'protocol'],
  hub: ['base', 'protocol'],
  evaluation: ['base', 'protocol'],
  datasets: ['base', 'protocol'],
  prose: ['base', 'protocol'],
  features: ['base', 'protocol', 'attention', 'prose'],
  client: ['base', 'protocol'],
  host: ['base', 'protocol', 'engine'],
  cli: ['base', 'protocol', 'client', 'hub', 'datasets', 'evaluation', 'features', 'prose'],
  extension: ['base', 'protocol', 'attention', 'client', 'hub', 'datasets', 'features', 'prose'],
  webview: ['base', 'protocol', 'attention'],
};

/** Folders of src/engine in data-flow order: each may import those before it. The façade, src/engine/engine.ts, may import all. */
const engineOrder = 'graph checkpoint tokenizer model rewrite runtime tasks autodiff training'.split(' ');

/** Package → the one place that may import it. */
const soleImporters: Readonly<Record<string, string>> = {
  vscode: 'extension',
  // Its functions open connections of their own unless they are given ours.
  '@huggingface/hub': 'hub',
  '@huggingface/tokenizers': 'engine/tokenizer',
};

const pureFolders = ['graph', 'model', 'rewrite', 'autodiff', 'tasks'].map((folder) => `engine/${folder}`);
const inputOutput = /^(node:)?(fs|net|tls|dgram|http|http2|https|child_process|worker_threads|cluster)(\/|$)/;
const builtin = /^node:/;

interface Module {
  /** Path from src, with forward slashes and without extension, e.g. `engine/graph/graph`. */
  readonly name: string;
  readonly packages: readonly string[];
  readonly modules: readonly string[];
}

function programFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?[jt]sx?$/.test(file))
    .map((file) => path.join(folder, file));
}

const nameOf = (file: string) =>
  path
    .relative(sources, file)
    .split(path.sep)
    .join('/')
    .replace(/\.tsx?$/, '');

/** Every import counts: of types, dynamic ones, re-exports and `require`. */
function readModule(file: string): Module {
  const imported = ts
    .preProcessFile(fs.readFileSync(file, 'utf8'), true, true)
    .importedFiles.map((one) => one.fileName);
  return {
    name: nameOf(file),
    packages: imported.filter((specifier) => !specifier.startsWith('.')),
    modules: imported
      .filter((specifier) => specifier.startsWith('.') && !/\.(css|json|svg)$/.test(specifier))
      .map((specifier) => nameOf(path.resolve(path.dirname(file), specifier))),
  };
}

const modules = programFiles(sources).map(readModule);
const within = (name: string, folder: string) => name.startsWith(`${folder}/`);
const layerOf = (name: string) => name.split('/')[0] ?? '';

/** Each [module, import] for which `isWrong` holds, as `module → import`. */
const sourceOf = (name: string) => fs.readFileSync(path.join(sources, `${name}.ts`), 'utf8');

function violations(isWrong: (module: Module, imported: string) => boolean, kind: 'modules' | 'packages'): string[] {
  return modules.flatMap((module) =>
    module[kind].filter((imported) => isWrong(module, imported)).map((imported) => `${module.name} → ${imported}`),
  );
}

test('the modules of every layer are found, and their imports', () => {
  const found = new Set(modules.map(({ name }) => layerOf(name)));
  for (const layer of ['protocol', 'engine', 'features', 'client', 'host', 'cli', 'extension', 'webview'])
    assert.ok(found.has(layer), `no module in src/${layer}`);
  assert.deepEqual(
    [...found].filter((layer) => !(layer in layers)),
    [],
    'folders of src without a rule',
  );
  const known = new Set(modules.map(({ name }) => name));
  assert.deepEqual(
    violations((_, imported) => !known.has(imported), 'modules'),
    [],
    'imports that lead to no module',
  );
  assert.ok(modules.some(({ packages }) => packages.includes('vscode')));
});

test('type-only, dynamic and re-exporting imports are seen', () => {
  const source =
    "import type { A } from './a';\nexport type { B } from './b';\nexport * from './c';\ntype D = import('./d').D;\nimport { type E } from './e';\nvoid import('./f');";
  const seen = ts.preProcessFile(source, true, true).importedFiles.map((one) => one.fileName);
  assert.deepEqual(seen, ['./a', './b', './c', './d', './e', './f']);
});

test('layers import only the layers below them', () => {
  const isWrong = ({ name }: Module, imported: string) => {
    const [from, to] = [layerOf(name), layerOf(imported)];
    return from !== to && !layers[from]?.includes(to);
  };
  assert.deepEqual(violations(isWrong, 'modules'), []);
});

test('folders of the engine import only those before them', () => {
  const folders = new Set(
    modules.filter(({ name }) => /^engine\/.+\//.test(name)).map(({ name }) => name.split('/')[1]),
  );
  assert.deepEqual(
    [...folders].filter((folder) => !engineOrder.includes(folder ?? '')),
    [],
    'folders without a place',
  );
  const place = (name: string) => {
    const [layer, folder, ...rest] = name.split('/');
    if (layer !== 'engine') return -1;
    return rest.length > 0 ? engineOrder.indexOf(folder ?? '') : engineOrder.length;
  };
  assert.deepEqual(
    violations(({ name }, imported) => within(name, 'engine') && place(imported) > place(name), 'modules'),
    [],
  );
});

for (const [name, folder] of Object.entries(soleImporters)) {
  test(`only src/${folder} imports ${name}`, () => {
    const isIt = (imported: string) => imported === name || imported.startsWith(`${name}/`);
    assert.deepEqual(
      violations((module, imported) => isIt(imported) && !within(module.name, folder), 'packages'),
      [],
    );
  });
}

test('only src/engine/runtime/onnxruntime.ts loads onnxruntime, with its telemetry turned off before', () => {
  const loads = /['"`]onnxruntime-(?:node|common)\b|onnxruntime_binding|\bdlopen\b/;
  const loading = ['src', 'test', 'scripts', 'bench']
    .flatMap((folder) => programFiles(path.join(root, folder)))
    .filter((file) => loads.test(fs.readFileSync(file, 'utf8')))
    .map((file) => path.relative(root, file).split(path.sep).join('/'));
  // build.mjs puts the library beside the bundles; the manifest's test looks for its license.
  assert.deepEqual(loading.sort(), [
    'scripts/build.mjs',
    'src/engine/runtime/onnxruntime.ts',
    'test/architecture.test.ts',
    'test/manifest.test.ts',
  ]);
  const { modules: before } = modules.find(({ name }) => name === 'engine/runtime/onnxruntime')!;
  assert.deepEqual(before, ['engine/runtime/telemetryOff']);
  const source = fs.readFileSync(path.join(sources, 'engine/runtime/onnxruntime.ts'), 'utf8');
  assert.ok(
    source.indexOf('./telemetryOff') < source.indexOf('onnxruntime-node'),
    'modules are evaluated in this order',
  );
});

test('the mathematics does no input or output, and browser code uses no builtin of Node', () => {
  const isPure = ({ name }: Module) => pureFolders.some((folder) => within(name, folder));
  assert.ok(modules.some(isPure));
  assert.deepEqual(
    violations((module, imported) => isPure(module) && inputOutput.test(imported), 'packages'),
    [],
  );
  assert.deepEqual(
    violations(({ name }, imported) => within(name, 'webview') && builtin.test(imported), 'packages'),
    [],
  );
});

test('only src/hub/network.ts opens a connection', () => {
  const network = /^(node:)?(net|tls|dgram|http|http2|https)(\/|$)/;
  assert.deepEqual(
    violations((_, imported) => network.test(imported), 'packages'),
    ['host/guardThread → node:net'],
  );
  // It reads and writes a pipe that is there already.
  assert.deepEqual(sourceOf('host/guardThread').match(/\bSocket\(.*|\bconnect\b.*|\blisten\b.*/g), [
    'Socket({ fd: vitalSignsDescriptor });',
  ]);
  const asks = programFiles(sources).filter((file) =>
    /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(/.test(fs.readFileSync(file, 'utf8')),
  );
  assert.deepEqual(asks.map(nameOf), ['hub/network']);
});

test('only the engine and trainings are started, and they do not inherit the whole environment', () => {
  const starts = /^import (?!type\b).*'(node:)?(child_process|cluster)'/m;
  const starting = programFiles(sources).filter((file) => starts.test(fs.readFileSync(file, 'utf8')));
  assert.deepEqual(starting.map(nameOf), ['client/forkHost']);
  const environment = sourceOf('client/forkHost').match(/\benv: .*|process\.env\b.*/g);
  assert.deepEqual(environment, ['env: childEnvironment(process.env),']);
});

test('every webview has the page, and so the policy, of webviewPage', () => {
  const pages = programFiles(path.join(sources, 'extension')).flatMap((file) =>
    [...fs.readFileSync(file, 'utf8').matchAll(/\.html = ([^(;]*)/g)].map(([, made]) => made),
  );
  assert.deepEqual([...new Set(pages)], ['webviewPage']);
});

test('there are no cycles', () => {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] => {
    if (trail.includes(name)) return [[...trail.slice(trail.indexOf(name)), name].join(' → ')];
    if (done.has(name)) return [];
    const cycles = (byName.get(name)?.modules ?? []).flatMap((imported) => visit(imported, [...trail, name]));
    done.add(name);
    return cycles;
  };
  assert.deepEqual([...new Set(modules.flatMap(({ name }) => visit(name, [])))], []);
});

test('no file is longer than 400 lines', () => {
  const files = ['src', 'test', 'scripts', 'bench'].map((folder) => path.join(root, folder)).filter(fs.existsSync);
  const long = files
    .flatMap(programFiles)
    .filter((file) => fs.readFileSync(file, 'utf8').trimEnd().split('\n').length > 400);
  assert.deepEqual(long, []);
});
