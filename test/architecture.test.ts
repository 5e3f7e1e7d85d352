import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = path.join(__dirname, '..');
const sources = path.join(root, 'src');

/** Folder of src or of a feature → the folders it may import besides itself; `core` is that of the same feature. */
const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  prose: ['base', 'protocol'],
  retrieval: ['base', 'protocol', 'prose'],
  results: ['base', 'protocol', 'prose'],
  engine: ['base', 'protocol'],
  server: ['base', 'protocol', 'engine', 'prose'],
  client: ['base', 'protocol', 'prose'],
  hub: ['base', 'protocol'],
  editor: ['base', 'protocol', 'prose', 'results', 'client', 'hub'],
  terminal: ['base', 'protocol', 'prose', 'client', 'hub'],
  page: ['base', 'protocol'],
  core: ['base', 'protocol', 'prose', 'retrieval', 'results'],
  vscode: ['base', 'protocol', 'prose', 'retrieval', 'results', 'client', 'hub', 'editor', 'core'],
  webview: ['base', 'protocol', 'page', 'core'],
  cli: ['base', 'protocol', 'prose', 'retrieval', 'results', 'client', 'hub', 'terminal', 'core'],
};

/** Feature → the features whose core it imports. Features import nothing else of each other. */
const sharedCores: Readonly<Record<string, readonly string[]>> = {
  // The file of labeled texts, which labeling writes and training reads.
  labeling: ['training'],
  tools: ['answers', 'checking', 'classification', 'entities', 'words'],
};

/** Rooms in order: each may import those before it, but bracketed ones not each other. Files beside them see all. */
const rooms: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  engine: [
    ...['graph', 'checkpoint', 'tokenizer', 'model', 'rewrite', 'runtime', 'batch'],
    ['words', 'classify', 'entities', 'answers', 'attention', 'precision'],
    'autodiff',
    ['explain', 'training'],
  ],
  'engine/training': ['optimizer', 'graphs', 'steps', ['measure', 'loop'], 'jobs'],
  'features/attention/webview': ['state', 'drawing', 'views', 'exports'],
  'features/explanations/webview': ['state', 'views', 'exports'],
};

/** Package → the one place that may import it. */
const soleImporters: Readonly<Record<string, RegExp>> = {
  vscode: /^(app|editor|features\/\w+\/vscode)\//,
  // Its functions open connections of their own unless they are given ours.
  '@huggingface/hub': /^hub\//,
  '@huggingface/tokenizers': /^engine\/tokenizer\//,
  minisearch: /^retrieval\//,
};

const pure =
  /^(engine\/(graph|model|rewrite|autodiff|batch|words|classify|attention|precision|training\/(graphs|steps))|features\/\w+\/core)\/|^(retrieval|results)\//;
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
/** `features/<feature>/<layer>/…`, or `<layer>/…`. */
function placeOf(name: string): { readonly layer: string; readonly feature?: string } {
  const [top = '', feature, layer = ''] = name.split('/');
  return top === 'features' ? { layer, feature } : { layer: top };
}

const sourceOf = (name: string) => fs.readFileSync(path.join(sources, `${name}.ts`), 'utf8');

/** Each [module, import] for which `isWrong` holds, as `module → import`. */
function violations(isWrong: (module: Module, imported: string) => boolean, kind: 'modules' | 'packages'): string[] {
  return modules.flatMap((module) =>
    module[kind].filter((imported) => isWrong(module, imported)).map((imported) => `${module.name} → ${imported}`),
  );
}

test('the modules of every layer are found, and their imports', () => {
  const found = new Set(modules.map(({ name }) => placeOf(name).layer));
  assert.deepEqual(
    [...found].sort(),
    [...Object.keys(layers), 'app'].sort(),
    'every folder has a rule, and every rule modules',
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

test('layers import only the layers below them, features no other feature, and nothing the app', () => {
  const isWrong = ({ name }: Module, imported: string) => {
    const [from, to] = [placeOf(name), placeOf(imported)];
    if (from.layer === 'app') return false;
    if (to.feature === undefined || from.feature === to.feature) {
      return from.layer !== to.layer && !layers[from.layer]?.includes(to.layer);
    }
    return to.layer !== 'core' || !sharedCores[from.feature ?? '']?.includes(to.feature);
  };
  assert.deepEqual(violations(isWrong, 'modules'), []);
});

for (const [folder, order] of Object.entries(rooms)) {
  test(`rooms of ${folder} import only those before them`, () => {
    const roomOf = (name: string) => {
      const [room, ...rest] = name.slice(folder.length + 1).split('/');
      return rest.length > 0 ? room : undefined;
    };
    const place = (room: string) =>
      order.findIndex((one) => (typeof one === 'string' ? one === room : one.includes(room)));
    const inside = modules.filter(({ name }) => within(name, folder));
    const found = new Set(inside.map(({ name }) => roomOf(name)).filter((room) => room !== undefined));
    assert.deepEqual([...found].sort(), order.flat().sort(), 'every room has a place, and every place modules');
    const isWrong = ({ name }: Module, imported: string) => {
      if (!within(name, folder) || !within(imported, folder)) return false;
      const [from, to] = [roomOf(name), roomOf(imported)];
      if (from === undefined || from === to) return false;
      return to === undefined || place(to) >= place(from);
    };
    assert.deepEqual(violations(isWrong, 'modules'), []);
  });
}

for (const [name, importers] of Object.entries(soleImporters)) {
  test(`${name} is imported in its own place alone`, () => {
    const isIt = (imported: string) => imported === name || imported.startsWith(`${name}/`);
    assert.deepEqual(
      violations((module, imported) => isIt(imported) && !importers.test(module.name), 'packages'),
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
  const isPure = ({ name }: Module) => pure.test(name);
  assert.ok(modules.some(isPure));
  assert.deepEqual(
    violations((module, imported) => isPure(module) && inputOutput.test(imported), 'packages'),
    [],
  );
  assert.deepEqual(
    violations(
      ({ name }, imported) => /^(page|webview)$/.test(placeOf(name).layer) && builtin.test(imported),
      'packages',
    ),
    [],
  );
});

test('only src/hub/download/network.ts opens a connection', () => {
  const network = /^(node:)?(net|tls|dgram|http|http2|https)(\/|$)/;
  assert.deepEqual(
    violations((_, imported) => network.test(imported), 'packages'),
    ['server/guardThread → node:net'],
  );
  // It reads and writes a pipe that is there already.
  assert.deepEqual(sourceOf('server/guardThread').match(/\bSocket\(.*|\bconnect\b.*|\blisten\b.*/g), [
    'Socket({ fd: vitalSignsDescriptor });',
  ]);
  const asks = programFiles(sources).filter((file) =>
    /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(/.test(fs.readFileSync(file, 'utf8')),
  );
  assert.deepEqual(asks.map(nameOf), ['hub/download/network']);
});

test('only the engine and trainings are started, and they do not inherit the whole environment', () => {
  const starts = /^import (?!type\b).*'(node:)?(child_process|cluster)'/m;
  const starting = programFiles(sources).filter((file) => starts.test(fs.readFileSync(file, 'utf8')));
  assert.deepEqual(starting.map(nameOf), ['client/serverProcess']);
  const environment = sourceOf('client/serverProcess').match(/\benv: .*|process\.env\b.*/g);
  assert.deepEqual(environment, ['env: childEnvironment(process.env),']);
});

test('only the prose thread loads readers of prose', () => {
  const loads = (module: Module, imported: string) =>
    imported === 'prose/proseLanguages' || (/^prose\/\w+\//.test(imported) && !within(module.name, 'prose'));
  assert.deepEqual(violations(loads, 'modules'), ['server/proseThread → prose/proseLanguages']);
});

test('every webview has the page, and so the policy, of webviewPage', () => {
  const pages = programFiles(sources).flatMap((file) =>
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

test('comments wrap where code does', () => {
  const files = ['src', 'test', 'scripts', 'bench'].map((folder) => path.join(root, folder)).flatMap(programFiles);
  const wide = files.flatMap((file) => {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line, index) =>
      line.length > 120 && /^\s*(\/\*|\*|\/\/)/.test(line) ? [`${path.relative(root, file)}:${index + 1}`] : [],
    );
  });
  assert.deepEqual(wide, []);
});
