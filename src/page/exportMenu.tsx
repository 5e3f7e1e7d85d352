import { messageOf } from '../protocol/errors';
import { MenuButton } from './menuButton';
import { pngOf } from './pictureFile';

const formats = ['SVG', 'PNG', 'CSV', 'JSON', 'HTML report', 'Copy image'] as const;
type Format = (typeof formats)[number];

/** What is shown, in each format; made when it is chosen. Throws where there is nothing to export. */
export interface Exports {
  /** Of the file, without its extension. */
  readonly name: string;
  readonly svg: () => string;
  readonly csv: () => string;
  readonly json: () => string;
  /** A page of all that is shown, so only the first is exported. */
  readonly html: () => string;
}

interface ExportMenuProps {
  readonly disabled: boolean;
  /** What is shown side by side. */
  readonly exports: () => readonly Exports[];
  readonly save: (name: string, content: string | Uint8Array) => void;
  readonly announce: (text: string) => void;
}

/** Takes away what is shown, as pictures or numbers. */
export function ExportMenu({ disabled, ...target }: ExportMenuProps) {
  return (
    <MenuButton
      label="Export"
      entries={formats}
      disabled={disabled}
      choose={(index) => void exportAll(target, formats[index] ?? 'SVG')}
    />
  );
}

async function exportAll(target: Omit<ExportMenuProps, 'disabled'>, format: Format): Promise<void> {
  try {
    const shown = target.exports();
    for (const one of format === 'HTML report' ? shown.slice(0, 1) : shown) await exportOne(target, one, format);
  } catch (error) {
    target.announce(`Not exported: ${messageOf(error)}`);
  }
}

async function exportOne(
  { save, announce }: Pick<ExportMenuProps, 'save' | 'announce'>,
  { name, svg, csv, json, html }: Exports,
  format: Format,
): Promise<void> {
  switch (format) {
    case 'SVG':
      return save(`${name}.svg`, svg());
    case 'PNG':
      return save(`${name}.png`, new Uint8Array(await (await pngOf(svg())).arrayBuffer()));
    case 'CSV':
      return save(`${name}.csv`, csv());
    case 'JSON':
      return save(`${name}.json`, json());
    case 'HTML report':
      return save(`${name}.html`, html());
    case 'Copy image':
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(svg()) })]);
      announce('Image copied.');
  }
}
