import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The attention view's page: one script and one style sheet from `webviewFolder`, and nothing else may be loaded or run. */
export function attentionHtml(webview: vscode.Webview, webviewFolder: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uriOf = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder, name)).toString();
  // Pictures are made from data of the view itself, when they are taken away as PNG.
  const policy = `default-src 'none'; img-src data:; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attention</title>
<link rel="stylesheet" href="${uriOf('attention.css')}">
</head>
<body>
<main id="attention"></main>
<script nonce="${nonce}" src="${uriOf('attention.js')}"></script>
</body>
</html>`;
}
