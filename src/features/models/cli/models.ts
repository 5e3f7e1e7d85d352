import { clearProgress, print, printJson, showEngine, showTransfer } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { catalog, tasksOf, type CatalogEntry } from '../../../hub/catalog';
import { formatBytes } from '../../../hub/store/diskSpace';
import { exportModel } from '../../../hub/store/exportModel';
import { hubAddress, hubEnvironment } from '../../../hub/download/hubAccess';
import { importId, importModel } from '../../../hub/store/importModel';
import { ModelDownloads } from '../../../hub/download/modelDownloads';
import { readLock, pickleNote } from '../../../hub/store/modelLock';
import type { InstalledModel } from '../../../hub/store/modelStore';
import { Network } from '../../../hub/download/network';
import type { TransferOptions } from '../../../hub/store/transferProgress';
import { precisionOf } from '../../../hub/precisionGate';
import { verifyModel } from '../../../hub/store/verifyModel';
import { precisions, type EngineProgress } from '../../../protocol/engineApi';
import { Canceled, DownloadError } from '../../../protocol/errors';
import { option } from '../../../terminal/arguments';
import type { Command, CommandContext } from '../../../terminal/command';
import { bundledModel } from './modelPlaces';
import { UsageError } from '../../../terminal/usage';
import { describePrecision, setPrecision, settlePrecision } from './modelPrecision';

/** What an action of `models` works with. */
interface Action {
  /** Words after the action, as the help names them. */
  readonly takes: readonly string[];
  readonly does: string;
  readonly run: (context: CommandContext, words: readonly string[], following: Following) => Promise<void>;
}

/** How an action is canceled, and where its progress goes. */
interface Following extends TransferOptions {
  readonly onMeasuring: (progress: EngineProgress) => void;
}

const actions: Readonly<Record<string, Action>> = {
  list: { takes: [], does: 'models in the store, and published ones', run: list },
  download: { takes: ['ID'], does: 'downloads owner/name, or owner/name@generator; resumes', run: download },
  import: { takes: ['PATH'], does: 'copies a folder, a weights file or a bundle into the store', run: importOne },
  export: {
    takes: ['ID', 'OUT'],
    does: 'makes a bundle for machines without network',
    run: async ({ store, json }, [id = '', out = ''], transfer) => {
      await exportModel(store, id, out, transfer);
      if (json) printJson({ id, out });
      else print(out);
    },
  },
  verify: { takes: ['ID'], does: 'reads all files again and compares their hashes', run: verify },
  remove: {
    takes: ['ID'],
    does: 'deletes a model',
    run: async ({ store, json }, [id = '']) => {
      await store.remove(id);
      if (json) printJson({ id, removed: true });
      else print(`${id} removed.`);
    },
  },
  precision: {
    takes: ['ID', [...precisions, 'auto'].join('|')],
    does: 'sets its precision; auto: int8 if it answers as in fp32',
    run: async (context, words, following) => show(context, await setPrecision(context, words, following)),
  },
  log: { takes: [], does: 'every network request ever made', run: log },
};

/** `models`: what is in the store, and everything that can be done to it. */
export const models: Command = {
  takes: 'ACTION',
  does: 'lists, downloads, imports, exports and removes models',
  actions,
  options: {
    id: ['ID', 'import: the id to keep the model under'],
    replace: 'import: replaces a model of the same id',
    revision: ['R', 'download: a branch, a tag or a commit'],
    'send-token': 'download: sends HF_TOKEN to HF_ENDPOINT, even if that is not huggingface.co',
    json: 'JSON',
  },
  notes: [
    'models verify exits with 1 if a file is damaged. An interrupted download exits with 130; the same command resumes.',
  ],
  example: 'download microsoft/deberta-v3-small',
  async run(context) {
    const { model: name, texts: words } = context.given;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new UsageError(plain`models needs one of ${Object.keys(actions).join(', ')}.`);
    if (words.length !== action.takes.length) {
      throw new UsageError(plain`models ${name} takes ${action.takes.join(' and ') || 'nothing more'}.`);
    }
    const abort = new AbortController();
    const interrupt = () => abort.abort();
    process.once('SIGINT', interrupt);
    try {
      await action.run(context, words, {
        signal: abort.signal,
        onProgress: showTransfer,
        onMeasuring: showEngine,
      });
    } catch (error) {
      if (error instanceof Canceled) {
        throw new Canceled(name === 'download' ? plain`Canceled. Run the same command to resume.` : plain`Canceled.`);
      }
      throw error;
    } finally {
      process.removeListener('SIGINT', interrupt);
      clearProgress();
    }
  },
};

async function list({ store, json }: CommandContext): Promise<void> {
  const installed = await store.list();
  const unfinished = await store.unfinished();
  const bundled = await readLock(bundledModel);
  if (json) return printJson({ store: store.root, bundled, installed: installed.map(summary), unfinished, catalog });
  if (bundled !== undefined) print(`bundled  ${describePrecision({ lock: bundled })}`);
  print(`In ${store.root}:`);
  if (installed.length === 0) print('  no models yet');
  for (const model of installed) print(`  ${line(model)}`);
  for (const { id, size } of unfinished) print(`  ${id}  interrupted at ${formatBytes(size)}`);
  print('');
  print('To download:');
  const there = new Set(installed.map(({ id }) => id));
  for (const entry of catalog.filter(({ id }) => !there.has(id))) print(`  ${offer(entry)}`);
}

async function download(context: CommandContext, [id = '']: readonly string[], following: Following): Promise<void> {
  const { store, given } = context;
  const { endpoint, cache, offline, token } = hubEnvironment(process.env);
  const isMeantForIt = given.values['send-token'] === true;
  const network = new Network({
    endpoint,
    token: async () => {
      const found = await token();
      return found && isMeantForIt ? { ...found, origin: new URL(hubAddress(endpoint)).origin } : found;
    },
    offline,
    log: store.requests,
    proxyHint: proxyHint(),
  });
  const downloads = new ModelDownloads(store, network, cache);
  const model = await downloads.download(id, { ...following, revision: option(given, 'revision') });
  show(context, await settlePrecision(context, model, following));
}

async function importOne(context: CommandContext, [path = '']: readonly string[], following: Following): Promise<void> {
  const { store, given } = context;
  const id = option(given, 'id') ?? (await importId(path));
  if (given.values.replace !== true && (await store.find(id)) !== undefined) {
    throw new DownloadError(
      plain`${id} is in the store already. Add --replace to replace it, or --id OWNER/NAME to keep both.`,
    );
  }
  const model = await importModel(store, path, { ...following, id });
  show(context, await settlePrecision(context, model, following));
}

async function verify(
  { store, json }: CommandContext,
  [id = '']: readonly string[],
  transfer: TransferOptions,
): Promise<void> {
  const faults = await verifyModel(store, id, transfer);
  if (json) printJson({ id, faults });
  else if (faults.length === 0) print(`${id} verified: all checksums match.`);
  if (faults.length === 0) return;
  const files = faults.map(({ path, fault }) => `${path} (${fault})`).join(', ');
  throw new DownloadError(plain`${id} is damaged: ${files}. Remove it, then download or import it again.`);
}

async function log({ store, json }: CommandContext): Promise<void> {
  const { requests, dropped, droppedUntil } = await store.requests.read();
  if (json) return printJson({ requests, dropped, droppedUntil });
  for (const { date, method, url, status, bytes, failure } of requests) {
    print(
      `${date} ${method} ${url} ${failure ?? status ?? 'interrupted'} ${bytes === undefined ? '' : formatBytes(bytes)}`.trim(),
    );
  }
  print(
    `${requests.length + dropped} requests${dropped > 0 ? `, the first ${dropped}, until ${droppedUntil}, no longer listed` : ''}`,
  );
}

function show({ json }: CommandContext, model: InstalledModel): void {
  if (json) printJson(summary(model));
  else print(line(model));
}

function summary({ id, folder, size, intact, lock }: InstalledModel) {
  return { ...lock, precision: precisionOf(lock), isChosen: lock.precision !== undefined, id, folder, size, intact };
}

function line(model: InstalledModel): string {
  const { id, size, intact, lock } = model;
  const parts = [
    formatBytes(size),
    tasksOf(lock).join(', ') || (lock.kind === undefined ? 'attention only' : `${lock.kind}, for attention only`),
    lock.license ?? 'license not given',
    describePrecision(model),
    pickleNote(lock) ?? '',
    ...(lock.notes ?? []),
  ];
  return `${id}  ${parts.filter(Boolean).join('  ')}  ${lock.commit?.slice(0, 8) ?? 'imported'}${intact ? '' : '  damaged'}`;
}

function offer({ id, task, license, downloadBytes }: CatalogEntry): string {
  return [id, task, downloadBytes === undefined ? '' : formatBytes(downloadBytes), license].filter(Boolean).join('  ');
}

/** Node's fetch goes through no proxy before versions 22.21 and 24, and then only on request. */
function proxyHint(): string | undefined {
  const proxy = ['HTTPS_PROXY', 'https_proxy'].find((name) => process.env[name]);
  if (proxy === undefined || process.env.NODE_USE_ENV_PROXY === '1') return undefined;
  return `${proxy} is set, but Node.js ${process.versions.node} does not use it by itself: with Node.js 24 set NODE_USE_ENV_PROXY=1, or download in VS Code, which has its own proxy settings`;
}
