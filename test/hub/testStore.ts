import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import type { HubToken } from '../../src/hub/download/hubAccess';
import { ModelDownloads } from '../../src/hub/download/modelDownloads';
import { ModelStore } from '../../src/hub/store/modelStore';
import { Network, type NetworkOptions } from '../../src/hub/download/network';
import type { HubServer } from './hubServer';
import { describeFolder } from './repositories';

/** A folder that is removed when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hub-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** How long the tests of silent servers wait for one, in milliseconds. */
export const shortPatience = 250;

/** A store with downloads from a server, quick to try again. */
export function openStore(
  server: Pick<HubServer, 'endpoint'>,
  root = temporaryFolder(),
  options: Partial<NetworkOptions> = {},
  cache?: string,
) {
  const store = new ModelStore({
    root,
    describe: describeFolder,
    checkTokenizer: loadTokenizer,
    forget: async () => [],
  });
  const network = new Network({
    endpoint: server.endpoint,
    log: store.requests,
    retryMilliseconds: 2,
    ...options,
  });
  return { root, store, network, downloads: new ModelDownloads(store, network, cache) };
}

/** A token that was made for a server, if any. */
export function tokenFor(server: Pick<HubServer, 'endpoint'>, value: string | undefined): HubToken | undefined {
  return value === undefined ? undefined : { value, origin: server.endpoint };
}

/** Files below a folder, with forward slashes, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
