import * as vscode from 'vscode';
import { setTitle } from './ui/items';
import { webviewPage } from './webviewPage';

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
