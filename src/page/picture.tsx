import type { ComponentProps } from 'preact';
import type { ViewTheme } from './theme';

interface PictureProps extends ComponentProps<'svg'> {
  readonly look: ViewTheme;
}

/** The root of a picture. Font and colors are written out, so that it looks the same when exported. */
export function Picture({ look, ...attributes }: PictureProps) {
  return <svg xmlns="http://www.w3.org/2000/svg" font-family={look.font} font-size="11" {...attributes} />;
}
