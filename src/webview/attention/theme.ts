import type { Rgb } from './oklab';

/** The colours that canvases need, read from VS Code's theme variables. */
export interface ViewTheme {
  readonly background: Rgb;
  readonly text: string;
  readonly dimText: string;
  readonly grid: string;
  readonly focus: string;
  readonly font: string;
}

/** The theme in use. */
export function currentTheme(): ViewTheme {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string) => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const text = variable('editor-foreground', style.color);
  return {
    background: rgbOf(variable('editor-background', style.backgroundColor)),
    text,
    dimText: variable('descriptionForeground', text),
    grid: variable('contrastBorder', variable('widget-border', 'transparent')),
    focus: variable('focusBorder', text),
    font: style.fontFamily,
  };
}

/** Calls back whenever VS Code changes the theme. */
export function onThemeChange(changed: () => void): void {
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
}

/** A CSS colour's components, as the browser reads it. */
function rgbOf(color: string): Rgb {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return [0, 0, 0];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
