import { escaped, numbersScript, reportPage } from '../../../../page/reportPage';
import { caption, quantityTexts, viewTexts } from '../state/explanations';
import type { ViewTheme } from '../../../../page/theme';
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
  const note = `<p class="note">${escaped(caption)}</p>`;
  return reportPage('Attention report', [note, ...sides.map(sideOf)].join('\n'), look);
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
${numbersScript(json)}
</section>`;
}
