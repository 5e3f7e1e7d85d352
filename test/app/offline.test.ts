import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'offline-'));
after(() => rmSync(folder, { recursive: true }));

/**
 * Runs a shell script without network, and without the sockets in /run by which a service would look names up for it.
 * The nameserver has an address of IPv4, so that the kernel counts each attempt to reach it.
 */
function isolated(script: string, env?: NodeJS.ProcessEnv) {
  const nameserver = path.join(folder, 'resolv.conf');
  writeFileSync(nameserver, 'nameserver 192.0.2.53\n');
  const mounts = `mount -t tmpfs none /run && { [ ! -e /etc/resolv.conf ] || mount --bind ${nameserver} /etc/resolv.conf; }`;
  return spawnSync('unshare', ['--net', '--mount', 'sh', '-c', `${mounts} && ${script}`], { env, encoding: 'utf8' });
}

const isPossible = process.platform === 'linux' && process.getuid?.() === 0 && isolated('true').status === 0;
const skip = !isPossible && 'A network namespace needs Linux, root, and the right to unshare.';

/** Runs a shell script in isolation: how often it tried to send or connect, and the files that it left. */
function trace(script: string) {
  const own = mkdtempSync(path.join(folder, 'own-'));
  const [home, temporary, work] = ['home', 'tmp', 'work'].map((name) => path.join(own, name));
  for (const directory of [home!, temporary!, work!]) mkdirSync(directory);
  // Nothing but these variables: neither CI nor the library's own may turn its telemetry off for us.
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: temporary };
  const { status, stdout, stderr } = isolated(`cd ${work} && ${script} && cat /proc/net/snmp`, env);
  assert.equal(status, 0, stderr);
  const [names = [], values = []] = [...stdout.matchAll(/^Ip: (.*)$/gm)].map(([, line]) => line!.split(' '));
  const count = (name: string) => Number(values[names.indexOf(name)]);
  const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(path.sep));
  return { attempts: count('OutRequests') + count('OutNoRoutes'), files, stdout };
}

const node = (...words: readonly string[]) => [process.execPath, ...words].map((word) => `'${word}'`).join(' ');

describe('without network', { skip }, () => {
  test('a look-up and a connection are seen', () => {
    const attempts = (address: string) =>
      trace(node('-e', `require("net").connect(443, "${address}").on("error", () => {})`)).attempts;
    assert.ok(attempts('example.com') > 0);
    assert.ok(attempts('192.0.2.1') > 0);
    assert.equal(trace(node('-e', '')).attempts, 0);
  });

  test('the engine and a training try no connection, and write only where they are told to', () => {
    const data = path.join(folder, 'days.csv');
    const rows = ['warm', 'cold'].flatMap((label) =>
      Array.from({ length: 6 }, (_, day) => `A ${label} day ${day},${label}`),
    );
    writeFileSync(data, ['text,label', ...rows].join('\n'));
    const cache = path.join(folder, 'cache');
    const cli = (...words: readonly string[]) => node(path.join(root, 'dist/cli.js'), ...words, '--cache', cache);
    const classify = cli('classify', 'bundled', '--labels', 'weather,music', '--unit', 'line');
    const train = cli('train', 'bundled', '--data', data, '--out', path.join(folder, 'out'), '--epochs', '1');
    // Only waiting shows that nothing comes: the library's first attempt came five seconds after its first session.
    const lines = `(echo It rained.; until grep -q rained answers; do sleep 0.1; done; sleep 9; echo She sang.)`;
    const { stdout, ...left } = trace(`${lines} | ${classify} > answers && ${train} && cat answers && rm answers`);
    assert.match(stdout, /It rained\.[^]*She sang\./);
    assert.deepEqual(left, { attempts: 0, files: [] });
    assert.notDeepEqual(readdirSync(cache), []);
  });
});

test("every platform's library knows the variable that turns its telemetry off", () => {
  const libraries = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6');
  const names = readdirSync(libraries, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => /onnxruntime(?:\.dll|\.so\.\d+|\.\d+\.dylib)$/.test(name));
  assert.ok(found.length >= 5, String(found));
  for (const name of found) {
    const variable = name.startsWith('win32') ? 'ORT_RUNNING_UNIT_TESTS' : 'ORT_DISABLE_TELEMETRY';
    assert.ok(readFileSync(path.join(libraries, name)).includes(variable), `${name} does not know ${variable}`);
  }
});
