import fs from 'node:fs';
import { findExecutable, mustRun } from './command';

/** A browser of the Chromium family; CHROMIUM_PATH names one that is not on PATH. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH;
  return findExecutable(
    ...(chosen ? [chosen] : []),
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  );
}

const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** Debian package → whether what it brings is there, from whatever source. */
const needs: readonly (readonly [name: string, isPresent: () => boolean])[] = [
  ['python3', () => findExecutable('python3') !== undefined],
  ['make', () => findExecutable('make') !== undefined],
  ['g++', () => findExecutable('g++') !== undefined],
  ['chromium', () => findChromium() !== undefined],
  ['fonts-dejavu-core', () => fs.existsSync('/usr/share/fonts/truetype')],
  ['libvulkan1', () => libraryFolders.some((folder) => fs.existsSync(`${folder}/libvulkan.so.1`))],
];

/** What a workbench needs: the first three build two small addons of the VS Code server. */
export const workbenchPackages = ['python3', 'make', 'g++'] as const;

/** What the tests need besides: a browser that shows the workbench, and a Vulkan loader for WebGPU. */
export const testPackages = [...workbenchPackages, 'chromium', 'fonts-dejavu-core', 'libvulkan1'] as const;

type SystemPackage = (typeof testPackages)[number];

/** Installs what is missing when root on Debian; else throws one sentence that names it. */
export async function ensureSystemPackages(wanted: readonly SystemPackage[]): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = needs.filter(([name, isPresent]) => wanted.some((one) => one === name) && !isPresent());
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  const install = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0 || !findExecutable('apt-get'))
    throw new Error(`Missing system packages: ${names.join(', ')}. Install them with: sudo ${install}`);
  console.log(`Installing ${names.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-qq'], { env });
  await mustRun('apt-get', install.split(' ').slice(1), { env });
}
