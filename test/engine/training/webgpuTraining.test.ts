import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bound } from '../../../scripts/lib/bounds';

/** Chromium's Vulkan in software: a WebGPU device on machines without a graphics card. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const program = path.join(__dirname, 'stepOnProvider.ts');

/** Losses and gradients of a plain step and of the ascent of SiFT, by name. */
function run(provider: string, family: string): Record<string, readonly number[]> {
  const output = execFileSync(process.execPath, ['--import', 'tsx', program, provider, family], {
    env: { ...process.env, VK_ICD_FILENAMES: swiftShader, NODE_TEST_CONTEXT: undefined },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, readonly number[]>;
}

for (const family of ['v2-conv', 'v3-small-like']) {
  test(`WebGPU computes the gradients of the CPU for ${family}`, { timeout: bound(240_000) }, (t) => {
    if (!existsSync(swiftShader)) return t.skip(`needs Chromium's software Vulkan, ${swiftShader}`);
    const [cpu, webgpu] = [run('cpu', family), run('webgpu', family)];
    assert.deepEqual(Object.keys(webgpu), Object.keys(cpu));
    assert.ok(Object.keys(cpu).length > 60);
    for (const [name, wanted] of Object.entries(cpu)) {
      const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      wanted.forEach((value, i) => {
        const error = Math.abs(webgpu[name]![i]! - value) / scale;
        assert.ok(error < 1e-4, `${name}[${i}] is ${webgpu[name]![i]}, on the CPU ${value}`);
      });
    }
  });
}
