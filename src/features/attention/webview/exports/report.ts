import { visible } from '../../../../base/plainText';
import { cssOf } from '../drawing/colorScale';
import { caption, quantityTexts, viewTexts } from '../state/explanations';
import type { ViewTheme } from '../drawing/theme';
import type { ViewName } from '../state/viewState';
import { subjectEntries, type ExportSubject } from './tables';

/** One side of a report: its subject, its pictures as SVG and its numbers as JSON. */
export interface ReportSide {
  readonly subject: ExportSubject;
  readonly pictures: readonly (readonly [ViewName, string])[];
  readonly json: string;
  readonly checksum: string;
}

/** A page that opens in any browser without a network: pictures, explanations and numbers in one file, no script. */
export function reportOf(sides: readonly ReportSide[], look: Pick<ViewTheme, 'background' | 'text'>): string {
  const ground = cssOf(look.background);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Attention report</title>
<style>
body { margin: 2em auto; max-width: 1200px; padding: 0 1em; color: ${look.text}; background: ${ground}; font: 14px/1.5 system-ui, sans-serif; }
h1, h2 { font-weight: 600; } dt { float: left; clear: left; width: 9em; opacity: 0.75; } dd { margin-left: 9em; }
.picture { overflow-x: auto; margin: 0.5em 0 1.5em; } .note { opacity: 0.8; max-width: 80ch; }
</style>
</head>
<body>
<h1>Attention report</h1>
<p class="note">${escaped(caption)}</p>
${sides.map(sideOf).join('\n')}
</body>
</html>
`;
}

function sideOf({ subject, pictures, json, checksum }: ReportSide): string {
  const entries = subjectEntries(subject).map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`);
  const { quantity } = subject.state;
  const sections = pictures.map(
    ([view, svg]) =>
      `<h2>${escaped(viewTexts[view].name)}</h2>\n<p class="note">${escaped(viewTexts[view].explanation)}</p>\n<div class="picture">${svg}</div>`,
  );
  return `<section>
<dl>${entries.join('')}</dl>
<p class="note"><strong>${escaped(quantityTexts[quantity].name)}.</strong> ${escaped(quantityTexts[quantity].explanation)}</p>
<p class="note">${escaped(checksum)}</p>
${sections.join('\n')}
<script type="application/json" class="numbers">${json.replaceAll('<', '\\u003c')}</script>
</section>`;
}

function escaped(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
