import { signal } from '@preact/signals';
import { paletteOn, type Palette, type Rgb } from './colorScale';

/** The colors that pictures need, read from VS Code's theme variables. */
export interface ViewTheme {
  readonly background: Rgb;
  readonly text: string;
  readonly dimText: string;
  readonly grid: string;
  readonly focus: string;
  readonly font: string;
  readonly palette: Palette;
}

/** The theme in use; changes whenever VS Code changes it. */
export const theme = signal<ViewTheme>(readTheme());

export function watchTheme(): void {
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  const observer = new MutationObserver(() => (theme.value = readTheme()));
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
}

function readTheme(): ViewTheme {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string) => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const text = variable('editor-foreground', style.color);
  const background = rgbOf(variable('editor-background', style.backgroundColor));
  return {
    background,
    text,
    dimText: variable('descriptionForeground', text),
    grid: variable('contrastBorder', variable('widget-border', 'transparent')),
    focus: variable('focusBorder', text),
    font: style.fontFamily,
    palette: paletteOn(background),
  };
}

/** A CSS color's components, as the browser reads it. */
function rgbOf(color: string): Rgb {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return [0, 0, 0];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
