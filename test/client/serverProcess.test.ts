import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { childEnvironment } from '../../src/client/serverProcess';
import { EngineProcess } from '../../src/client/engineProcess';
import { TrainingProcess } from '../../src/client/trainingProcess';

describe('the environment of the engine and of trainings', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'environment-'));
  const serverPath = path.join(folder, 'tellEnvironment.js');
  writeFileSync(serverPath, 'for (const name in process.env) console.error(name); process.exit()');
  const secrets = { HF_TOKEN: 'secret', AWS_SECRET_ACCESS_KEY: 'secret', NODE_OPTIONS: '--no-warnings' };
  before(() => Object.assign(process.env, secrets));
  after(() => {
    for (const name of Object.keys(secrets)) delete process.env[name];
    rmSync(folder, { recursive: true });
  });

  const isSafe = (names: readonly string[]) => {
    assert.ok(names.includes('PATH') && names.includes('ELECTRON_RUN_AS_NODE'), String(names));
    assert.deepEqual(
      Object.keys(secrets).filter((name) => names.includes(name)),
      [],
    );
  };

  test('an engine sees no secrets', async () => {
    const names: string[] = [];
    await new Promise<void>((resolve) => {
      const engineOptions = { cacheDirectory: folder, provider: 'cpu', threads: 1 } as const;
      const listeners = { onStatus: () => undefined, onTrace: () => undefined, onExit: () => resolve() };
      const onStderr = (line: string) => names.push(line);
      new EngineProcess({ serverPath, engineOptions, priority: 0, ...listeners, onStderr }).ready.catch(
        () => undefined,
      );
    });
    isSafe(names);
  });

  test('a training sees no secrets', async () => {
    const names: string[] = [];
    const job = { kind: 'adapt' } as never;
    const { result } = new TrainingProcess(job, {
      serverPath,
      onProgress: () => undefined,
      onStderr: (line) => names.push(line),
    });
    await assert.rejects(result);
    isSafe(names);
  });

  test('the debugger follows into them, and only while one is attached', () => {
    const variables = { NODE_OPTIONS: '--require bootloader.js', VSCODE_INSPECTOR_OPTIONS: '{}' };
    const passed = { ...variables, ELECTRON_RUN_AS_NODE: '1' };
    assert.deepEqual(childEnvironment({ ...variables, HF_TOKEN: 'secret' }), passed);
    assert.deepEqual(childEnvironment({ ...variables, VSCODE_INSPECTOR_OPTIONS: '' }), { ELECTRON_RUN_AS_NODE: '1' });
  });

  test('has what libraries and graphics drivers need, however Windows spells it', () => {
    const variables = {
      Path: 'C:\\',
      SYSTEMROOT: 'C:\\Windows',
      CUDA_PATH: '/cuda',
      LC_ALL: 'C',
      LD_LIBRARY_PATH: '/lib',
      CUDA_VISIBLE_DEVICES: '0',
      VK_DRIVER_FILES: '/driver.json',
      MESA_D3D12_DEFAULT_ADAPTER_NAME: 'NVIDIA',
    };
    const more = { PATH_TOKEN: '', MY_CUDA_PATH: '', LD_PRELOAD: '', npm_config_registry: '' };
    assert.deepEqual(childEnvironment({ ...variables, ...more }), { ...variables, ELECTRON_RUN_AS_NODE: '1' });
  });

  test('has nothing that loads code into a process or writes down what it computes', () => {
    const names = [
      ...['NODE_OPTIONS', 'LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES', 'DYLD_LIBRARY_PATH'],
      ...['CUDA_INJECTION64_PATH', 'NVTX_INJECTION64_PATH', 'CUDA_COREDUMP_FILE', 'CUDA_MPS_PIPE_DIRECTORY'],
      ...['VK_LAYER_PATH', 'VK_ADD_LAYER_PATH', 'VK_INSTANCE_LAYERS', 'VK_LOADER_LAYERS_ENABLE'],
      ...['MESA_SHADER_DUMP_PATH', 'MESA_LOG_FILE', 'ORT_LOG_FILE'],
    ];
    const variables = Object.fromEntries(names.map((name) => [name, '/x']));
    assert.deepEqual(childEnvironment(variables), { ELECTRON_RUN_AS_NODE: '1' });
  });
});
