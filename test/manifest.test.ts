import { listFiles, PackageManager } from '@vscode/vsce';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  modelSettings,
  attentionViewType,
  explanationViewType,
  commandIds,
  doneKey,
  proseLanguages,
  settingIds,
  toolIds,
  trainingViewType,
  type WalkthroughStep,
} from '../src/editor/ids';
import { isPracticeStep } from '../src/features/practice/core/practicePage';
import { isProseFile, proseFiles } from '../src/prose/fileLanguages';
import manifest from '../package.json';

const root = path.join(__dirname, '..');
const { contributes } = manifest;
const extensionSource = fs
  .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(
    (name) => /^(app|editor|features[\\/]\w+[\\/]vscode)[\\/].*\.ts$/.test(name) && path.basename(name) !== 'ids.ts',
  )
  .map((name) => fs.readFileSync(path.join(root, 'src', name), 'utf8'))
  .join('\n');

const declaredCommands = contributes.commands.map(({ command }) => command);
const settings = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties)) as Record<
  string,
  { readonly type: string; readonly default: unknown; readonly markdownDescription: string; readonly ignoreSync?: true }
>;

const sorted = (values: Iterable<string>) => [...values].sort();

test('every command is both declared and registered', () => {
  assert.deepEqual(sorted(declaredCommands), sorted(Object.values(commandIds)));
  const registered = [
    ...extensionSource.matchAll(/(?:register|shown|changing)Command(?:<\w+>)?\(\s*commandIds\.(\w+)/g),
  ].map(([, key]) => key ?? '');
  assert.deepEqual(sorted(registered), sorted(Object.keys(commandIds)));
  for (const { title, category } of contributes.commands) assert.match(`${category}: ${title}`, /^DeBERTa: [A-Z]/);
  for (const { command } of contributes.menus['editor/context']) assert.ok(declaredCommands.includes(command));
});

test('names that are ignored stay on the machine', () => {
  assert.equal(settings[settingIds.entitiesIgnored]?.ignoreSync, true);
});

test('a step of the walkthrough is done by success or a choice of a model, and its buttons run declared commands', () => {
  const [{ steps }] = contributes.walkthroughs as [(typeof contributes.walkthroughs)[0]];
  for (const { id, completionEvents } of steps) {
    const models = [settingIds.model, settingIds.oddWordsModel, settingIds.classifyModel];
    const byChoice = models.map((setting) => `onSettingChanged:${setting}`);
    assert.deepEqual(completionEvents, id === 'model' ? byChoice : [`onContext:${doneKey(id as WalkthroughStep)}`]);
    if (id !== 'model') assert.ok(extensionSource.includes(`checkOff('${id}')`), `${id} is never checked off`);
  }
  const texts = JSON.stringify([steps, contributes.viewsWelcome]);
  for (const [, command = '', values = '[]'] of texts.matchAll(/command:(?:toSide:)?([\w.]+)(?:\?([\w.%]+))?/g)) {
    assert.ok(declaredCommands.includes(command) || command.startsWith('workbench.'), command);
    const [step] = JSON.parse(decodeURIComponent(values)) as unknown[];
    if (command === commandIds.openPracticePage) assert.ok(step === undefined || isPracticeStep(step), String(step));
  }
});

test('every setting is both declared and read', () => {
  assert.deepEqual(sorted(Object.keys(settings)), sorted(Object.values(settingIds)));
  const models = Object.values(modelSettings);
  for (const [key, id] of Object.entries(settingIds))
    assert.ok(models.includes(id) || extensionSource.includes(`settingIds.${key}`), `settingIds.${key} is not read`);
  assert.doesNotMatch(extensionSource, /['"]deberta\.[a-z]+\./i, 'an id that is not in ids.ts');
  assert.doesNotMatch(extensionSource, /getConfiguration\(['"]/, 'settings are read by their whole id');
});

test('every setting has a default of its type and a description in sentences', () => {
  const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
  for (const [id, { type, default: value, markdownDescription }] of Object.entries(settings)) {
    assert.equal(typeOf(value), type === 'integer' ? 'number' : type, id);
    assert.match(markdownDescription, /^[A-Z].{20,}\.$/s, id);
  }
});

test('no key that writes is bound, and Escape only while a suggestion of ours shows', () => {
  for (const { key, when } of contributes.keybindings) {
    assert.doesNotMatch(key, /^(?:shift\+)?(?:tab|enter|space|[a-z0-9])$/);
    if (key === 'escape') assert.match(when, /inlineSuggestionVisible && deberta\.suggestionOffered/);
  }
});

test('keys and entries for words are there in every language in which words are suggested', () => {
  const clauses = JSON.stringify(contributes).match(/(?<=editorLangId =~ \/\^\()[^)]+/g) ?? [];
  assert.ok(clauses.length >= 6, String(clauses.length));
  for (const clause of clauses) assert.deepEqual(clause.split('|'), [...proseLanguages]);
});

test('telemetry.json says that there is none', () => {
  const telemetry = JSON.parse(fs.readFileSync(path.join(root, 'telemetry.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual([telemetry.events, telemetry.commonProperties], [{}, {}]);
});

test('every tool for chat agents is both declared and registered, with a schema', () => {
  const tools = contributes.languageModelTools;
  assert.deepEqual(sorted(tools.map(({ name }) => name)), sorted(Object.values(toolIds)));
  const registered = [...extensionSource.matchAll(/register<\w+>\(\s*toolIds\.(\w+)/g)].map(([, key]) => key ?? '');
  assert.deepEqual(sorted(registered), sorted(Object.keys(toolIds)));
  for (const { name, modelDescription, inputSchema } of tools) {
    assert.ok(modelDescription.length > 100, name);
    for (const required of inputSchema.required) assert.ok(required in inputSchema.properties, `${name}: ${required}`);
    const inputs = Object.entries<{ readonly description: string } | undefined>(inputSchema.properties);
    for (const [input, schema] of inputs) assert.match(schema?.description ?? '', /\w/, input);
  }
});

test('the extension is activated by prose, and by panels that come back with their window', () => {
  assert.deepEqual(
    sorted(manifest.activationEvents),
    sorted([
      ...[attentionViewType, explanationViewType, trainingViewType].map((view) => `onWebviewPanel:${view}`),
      ...proseLanguages.map((language) => `onLanguage:${language}`),
    ]),
  );
  assert.deepEqual(settings['deberta.suggestions.languages']?.default, { '*': true });
});

test('commands for prose are offered in all its languages, and in all files of prose', () => {
  const clauses = JSON.stringify(contributes);
  for (const [, ids = ''] of clauses.matchAll(/editorLangId =~ \/\^\((.*?)\)\$/g))
    assert.deepEqual(ids.split('|'), [...proseLanguages]);
  const [, endings = ''] = /resourceExtname =~ \/\^\\{2}\.\((md.*?)\)\$\/i/.exec(clauses) ?? [];
  assert.ok(endings.split('|').every((ending) => isProseFile(`a.${ending}`)));
  assert.equal(endings.split('|').length, proseFiles.split(',').length);
});

test('a workspace that is not trusted cannot name a model', () => {
  const naming = [...Object.values(modelSettings), settingIds.hubEndpoint];
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, naming);
});

test('the package holds what the manifest names, one library, the model, and no source', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const media = [...JSON.stringify(manifest).matchAll(/"(media\/[^"]+)"/g)].map(([, file = '']) => file);
  for (const file of [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'LICENSE',
    'dist/engineServer.js',
    ...media,
  ])
    assert.ok(files.includes(file), `${file} is not in the package`);
  for (const file of [manifest.main.slice(2), 'models/bundled/config.json', 'models/thesaurus.txt'])
    assert.ok(files.includes(file), `${file} is not in the package`);

  const allowed =
    /^(package\.json|README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE|telemetry\.json|dist\/(extension|engineServer|trainingServer|guardThread|proseThread|cli|(markdown|latex|restructuredText|asciiDoc|typst|org|html)Language)\.js|dist\/THIRD_PARTY_NOTICES\.txt|dist\/webview\/(attention|explanation|training|labeling)\.(js|css)|dist\/ort\/[^/]+\/[^/]+|media\/(icon\.png|(models|classification)\.svg)|media\/walkthrough\/[a-z]+\.md|models\/(thesaurus\.txt|(bundled|phrases)\/[^/]+))$/;
  assert.deepEqual(
    files.filter((file) => !allowed.test(file)),
    [],
  );
  const libraries = files.filter((file) => file.startsWith('dist/ort/')).map((file) => file.split('/')[2]);
  assert.deepEqual([...new Set(libraries)], [`${process.platform}-${process.arch}`]);

  const bytes = files.reduce((sum, file) => sum + fs.statSync(path.join(root, file)).size, 0);
  assert.ok(bytes < 110e6, `the package holds ${(bytes / 1e6).toFixed(0)} MB`);
});

test('the package holds the license text of every package in its bundles, and of what onnxruntime links', () => {
  const read = (file: string) => fs.readFileSync(path.join(root, 'dist', file), 'utf8');
  const bundles = fs.readdirSync(path.join(root, 'dist'), { recursive: true, encoding: 'utf8' });
  const bundled = bundles
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [...read(file).matchAll(/["/ ]node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)])
    .map(([, name]) => name!);
  const notices = read('THIRD_PARTY_NOTICES.txt').split(`\n${'-'.repeat(80)}\n\n`);
  const texts = new Map(notices.map((notice) => [notice.split(' ')[0]!, notice]));
  assert.deepEqual(
    sorted(new Set(bundled)).filter((name) => !texts.has(name)),
    [],
  );
  for (const [name, text] of texts) assert.match(text, /copyright.{600}/is, name);
  for (const linked of ['protobuf', 'Eigen', 'dawn', 'cpp_client_telemetry', 'DirectX Shader Compiler'])
    assert.ok(texts.get('onnxruntime-node')!.includes(linked), linked);
});

test('every test that SECURITY.md names is there', () => {
  const named = fs.readFileSync(path.join(root, 'SECURITY.md'), 'utf8').match(/(?<=`)test\/[\w./]+(?=`)/g) ?? [];
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((file) => !fs.existsSync(path.join(root, file))),
    [],
  );
});
