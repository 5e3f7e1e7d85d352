import { visible } from '../base/plainText';
import { cssOf } from './colorScale';
import type { ViewTheme } from './theme';

/** A page that opens in any browser without a network: all in one file, no script. `body` is HTML. */
export function reportPage(title: string, body: string, look: Pick<ViewTheme, 'background' | 'text'>): string {
  const ground = cssOf(look.background);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
body { margin: 2em auto; max-width: 1200px; padding: 0 1em; color: ${look.text}; background: ${ground}; font: 14px/1.5 system-ui, sans-serif; }
h1, h2 { font-weight: 600; } dt { float: left; clear: left; width: 9em; opacity: 0.75; } dd { margin-left: 9em; }
.picture { overflow-x: auto; margin: 0.5em 0 1.5em; } .note { opacity: 0.8; max-width: 80ch; }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;
}

/** Numbers that are read from the page by programs; no browser runs them. */
export function numbersScript(json: string): string {
  return `<script type="application/json" class="numbers">${json.replaceAll('<', '\\u003c')}</script>`;
}

/** Text as HTML. */
export function escaped(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
