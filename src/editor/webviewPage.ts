import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * A view's page: its script and its style sheet from `webviewFolder`, and nothing else may be loaded or run, apart from what `more` adds to
 * the policy. `default-src` covers neither a `<base>` nor where a form is sent. The view draws into the element of its name.
 */
export function webviewPage(
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
