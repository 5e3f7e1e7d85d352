import * as vscode from 'vscode';
import { setTitle } from './ui/items';
import { randomBytes } from 'node:crypto';

/** A view that has a panel of its own. */
interface View<In> {
  readonly type: string;
  /** Name of its script, style sheet and root element in `folder`. */
  readonly name: string;
  readonly folder: vscode.Uri;
  /** Of its page; a panel has its own. */
  readonly title: string;
  /** What its page may load besides, as part of a content security policy. */
  readonly policy?: string;
  /** Called with what the page sends. */
  readonly receive: (message: In) => void;
  /** Called for each panel; what it returns is disposed of with it. */
  readonly opened?: () => vscode.Disposable;
}

/** The one panel of a view, opened when it is shown first. */
export class ViewPanel<In, Out> implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;

  constructor(private readonly view: View<In>) {}

  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  /** Brings the panel to the front; opens it in `column` if there is none. */
  show(title: string, column = vscode.ViewColumn.Active, preserveFocus = false): void {
    if (this.#panel === undefined) {
      this.adopt(vscode.window.createWebviewPanel(this.view.type, '', { viewColumn: column, preserveFocus }), title);
    } else {
      setTitle(this.#panel, title);
      this.#panel.reveal(undefined, preserveFocus);
    }
  }

  /** Takes over a panel, such as one that was open when the window was closed. */
  adopt(panel: vscode.WebviewPanel, title: string): void {
    const { name, folder, title: pageTitle, policy, receive, opened } = this.view;
    this.#panel?.dispose();
    this.#panel = panel;
    const companion = opened?.();
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage(receive);
    panel.onDidDispose(() => {
      companion?.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
    setTitle(panel, title);
    panel.webview.html = webviewPage(panel.webview, folder, name, pageTitle, policy);
  }

  post(message: Out): void {
    void this.#panel?.webview.postMessage(message);
  }

  dispose(): void {
    this.#panel?.dispose();
  }
}

/**
 * A view's page: its script and its style sheet from `webviewFolder`, and nothing else may be loaded or run, apart from
 * what `more` adds to the policy. `default-src` covers neither a `<base>` nor where a form is sent. The view draws into
 * the element of its name.
 */
function webviewPage(
  webview: vscode.Webview,
  webviewFolder: vscode.Uri,
  name: string,
  title: string,
  more = '',
): string {
  const nonce = randomBytes(16).toString('base64');
  const uriOf = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder, file)).toString();
  const closed = "default-src 'none'; base-uri 'none'; form-action 'none'";
  const policy = `${closed}; ${more} style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${uriOf(`${name}.css`)}">
</head>
<body>
<main id="${name}"></main>
<script nonce="${nonce}" src="${uriOf(`${name}.js`)}"></script>
</body>
</html>`;
}
