import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { bound } from '../../../scripts/lib/bounds';

/** Chromium's Vulkan in software: a WebGPU device on machines without a graphics card. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Prints the result of filling a mask and tracing a layer on a provider, with that provider's name, as JSON. */
const program = path.join(__dirname, 'runOnProvider.ts');

interface Result {
  readonly provider: string;
  readonly fallback?: string;
  readonly words: readonly string[];
  readonly numbers: readonly number[];
}

function run(provider: string, environment: NodeJS.ProcessEnv): Result {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'provider-'));
  try {
    const output = execFileSync(process.execPath, ['--import', 'tsx', program, provider, cache], {
      env: { ...process.env, ...environment, NODE_TEST_CONTEXT: undefined },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(output.trim().split('\n').at(-1)!) as Result;
  } finally {
    rmSync(cache, { recursive: true });
  }
}

test('WebGPU computes what the CPU computes', { timeout: bound(120_000) }, (t) => {
  if (!existsSync(swiftShader)) return t.skip(`needs Chromium's software Vulkan, ${swiftShader}`);
  const cpu = run('cpu', {});
  const webgpu = run('webgpu', { VK_ICD_FILENAMES: swiftShader });
  assert.equal(webgpu.provider, 'webgpu', webgpu.fallback);
  assert.deepEqual(webgpu.words, cpu.words);
  assert.equal(webgpu.numbers.length, cpu.numbers.length);
  webgpu.numbers.forEach((number, i) => {
    const expected = cpu.numbers[i]!;
    assert.ok(Math.abs(number - expected) < 1e-4 * Math.max(1, Math.abs(expected)), `${number} for ${expected}`);
  });
});

test('a provider that cannot start says why, and the CPU is used', () => {
  const result = run('webgpu', { VK_ICD_FILENAMES: '/nonexistent.json' });
  assert.equal(result.provider, 'cpu');
  assert.match(result.fallback ?? '', /"webgpu".*adapter/);
  assert.equal(result.words[0], 'long');
});
