import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../src/editor/ids';
import type { ExtensionApi } from '../../src/app/extensionApi';
import type { ModelHead } from '../../src/protocol/engineApi';
import { golden } from '../engine/glinerFiles';
import { HubServer } from '../hub/hubServer';
import { familyRepositories, headRepositories, type FamilyRepository } from '../hub/families';
import { activeExtension, eventually } from './editor';
import { ForwardProxy } from './forwardProxy';

const families = familyRepositories();
const others = headRepositories();
const editorHeads: readonly ModelHead[] = ['mlm', 'rtd', 'classify'];
const behindProxy = 'tiny/behind-a-proxy';
const settings = () => vscode.workspace.getConfiguration();
const set = (id: string, value: unknown) => settings().update(id, value, vscode.ConfigurationTarget.Global);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

suite('models', () => {
  let extension: ExtensionApi;
  let hub: HubServer;

  suiteSetup(async () => {
    extension = await activeExtension();
    const [first] = families;
    assert.ok(first);
    const repositories = Object.fromEntries([...families, ...others].map(({ id, repository }) => [id, repository]));
    hub = await HubServer.start({ ...repositories, [behindProxy]: first.repository });
    await set(settingIds.hubEndpoint, hub.endpoint);
  });
  suiteTeardown(async () => {
    for (const id of [settingIds.model, settingIds.oddWordsModel, settingIds.classifyModel, settingIds.hubEndpoint])
      await set(id, undefined);
    await hub.stop();
  });

  /** Downloads as a click does; the command ends when its last message is answered, so it is not waited for. */
  async function download(id: string) {
    void vscode.commands.executeCommand(commandIds.downloadModel, { model: id });
    const isMeasured = () =>
      extension.installedModels().find((one) => one.id === id && one.lock.comparisons?.int8 !== undefined);
    const model = await eventually(`${id} is whole and measured`, isMeasured);
    return model;
  }

  /** What the model answers, chosen for its task where the editor has one. */
  async function answer({ id, head }: FamilyRepository, folder: string): Promise<number> {
    const sentence = 'The state of the art is not what it was.';
    const { engine } = extension;
    if (editorHeads.includes(head)) await vscode.commands.executeCommand(commandIds.useModel, { model: id });
    switch (head) {
      case 'mlm': {
        const model = await extension.modelFor('fill-mask');
        assert.ok(model.model.endsWith(id.replace('/', '--')), model.model);
        const mask = { start: 4, end: 9 };
        const [prediction] = await extension.engine.fillMask({ ...model, text: sentence, masks: [mask], topK: 5 });
        return prediction?.candidates.length ?? 0;
      }
      case 'rtd': {
        const tokens = await extension.engine.detectReplaced({
          ...(await extension.modelFor('odd-words')),
          text: sentence,
        });
        return tokens.filter(({ probability }) => probability > 0 && probability < 1).length;
      }
      case 'classify': {
        const model = await extension.modelFor('classification');
        const found = await extension.engine.classify({ ...model, texts: [{ text: sentence }] });
        return found.texts[0]?.scores.length ?? 0;
      }
      case 'tokens': {
        const [found] = await engine.findEntities({ model: folder, texts: [sentence] });
        return found?.entities.length ?? 0;
      }
      case 'qa': {
        const asked = { question: 'What is not what it was?', passages: [sentence], topK: 5 };
        const [found] = await engine.answerQuestion({ model: folder, ...asked });
        return found?.answers.length ?? 0;
      }
      case 'choice': {
        const questions = [{ prompt: sentence, choices: ['It rained.', 'He left.', 'It was old.'] }];
        const [found] = await engine.scoreChoices({ model: folder, questions });
        return found?.scores.length ?? 0;
      }
      case 'gliner': {
        const { texts, labels, models } = golden;
        const [[threshold, expected]] = Object.entries(models['span-1']!.entities) as [[string, readonly object[][]]];
        const found = await engine.findEntities({ model: folder, texts, labels, threshold: Number(threshold) });
        const counts = found.map(({ entities }) => entities.length);
        assert.deepEqual(
          counts,
          expected.map((entities) => entities.length),
        );
        return counts.reduce((a, b) => a + b);
      }
      case 'gliclass': {
        const own = { labels: ['art', 'sports', 'music'], template: '{text} {label}' };
        const { method, texts } = await engine.classify({ model: folder, texts: [{ text: sentence }], own });
        assert.equal(method, 'gliclass');
        return texts[0]?.scores.length ?? 0;
      }
    }
  }

  for (const family of families) {
    test(`${family.id} is downloaded, checked, measured, compiled and answers`, async () => {
      const { id, head, repository } = family;
      const { folder, lock } = await download(id);
      assert.deepEqual([lock.source, lock.commit, lock.license], ['hub', repository.commit, 'mit']);
      assert.deepEqual(lock.abilities, [head]);
      for (const { path: name, sha256: hash } of lock.files) {
        const content = repository.files[name];
        assert.ok(content, name);
        assert.equal(sha256(readFileSync(path.join(folder, name))), sha256(content), name);
        assert.equal(hash, sha256(content), name);
      }
      assert.ok((await answer(family, folder)) > 2);
    });
  }

  for (const other of others) {
    test(`${other.id} is downloaded, checked and measured, and answers`, async () => {
      const { folder, lock } = await download(other.id);
      const files = Object.keys(other.repository.files);
      assert.deepEqual(lock.files.map(({ path: name }) => name).sort(), files.sort());
      for (const head of lock.abilities) assert.ok((await answer({ ...other, head }, folder)) > 2, head);
    });
  }

  test('a model card opens as text, which loads none of the images that it links', async () => {
    const [{ id }] = families as [FamilyRepository];
    await vscode.commands.executeCommand(commandIds.openModelCard, { model: id });
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputText && input.uri.path.endsWith('README.md'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('a model without the head for a task is refused by name, and one that has it is named', async () => {
    await set(settingIds.model, 'tiny/v3-small-like-discriminator');
    await assert.rejects(extension.modelFor('fill-mask'), /cannot fill masks.* Use microsoft\/deberta-base instead/);
    await set(settingIds.model, 'nobody/nothing');
    await assert.rejects(extension.modelFor('fill-mask'), /not among the downloaded models/);
    await set(settingIds.model, undefined);
    assert.match((await extension.modelFor('fill-mask')).model, /bundled$/);
  });

  test('requests go through the proxy of the settings', async () => {
    const { blobs } = hub;
    const proxy = await ForwardProxy.start({ 'hub.example': hub.endpoint, 'files.example': blobs });
    hub.blobs = 'http://files.example';
    try {
      await set('http.proxy', proxy.address);
      await set(settingIds.hubEndpoint, 'http://hub.example');
      await download(behindProxy);
      for (const host of ['hub.example', 'files.example'])
        assert.ok(
          proxy.seen.some((seen) => seen.includes(host)),
          host,
        );
    } finally {
      hub.blobs = blobs;
      await set('http.proxy', undefined);
      await set(settingIds.hubEndpoint, hub.endpoint);
      await proxy.stop();
    }
  });
});
