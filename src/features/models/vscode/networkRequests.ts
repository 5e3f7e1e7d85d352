import * as vscode from 'vscode';
import { plainText } from '../../../base/plainText';
import { formatBytes } from '../../../hub/store/diskSpace';
import type { RequestHistory, RequestLog } from '../../../hub/store/requestLog';

const scheme = 'deberta-network';
const uri = vscode.Uri.from({ scheme, path: '/Network requests' });

/** “Show Network Requests”: every request ever made, as a document that is read again each time it is shown. */
export class NetworkRequests implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly log: RequestLog) {}

  async show(): Promise<void> {
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  async provideTextDocumentContent(): Promise<string> {
    return requestsText(await this.log.read());
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function requestsText({ requests, dropped, droppedUntil = '' }: RequestHistory): string {
  const count = requests.length + dropped;
  const head = `${count} network ${count === 1 ? 'request' : 'requests'} ever made by DeBERTa on this machine.`;
  const what =
    'They fetch models, and only when you started a download or checked for updates. They never contain what you write.';
  const lines = requests.map(({ date, method, url, status, bytes, failure }) =>
    [date, method, url, failure ?? status ?? 'interrupted', bytes === undefined ? '' : formatBytes(bytes)]
      .map((field) => plainText(`${field}`))
      .join('  ')
      .trimEnd(),
  );
  const older = dropped > 0 ? [`(the first ${dropped}, until ${droppedUntil}, are no longer listed)`] : [];
  return [head, what, '', ...older, ...lines, ''].join('\n');
}
