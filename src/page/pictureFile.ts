import { render, type VNode } from 'preact';
import { cssOf } from './colorScale';
import type { ViewTheme } from './theme';

const padding = 12;

/** A picture as a standalone SVG file on the theme’s background. */
export function svgFile(picture: VNode, look: Pick<ViewTheme, 'background'>): string {
  const holder = document.createElement('div');
  render(picture, holder);
  const svg = holder.querySelector('svg');
  if (svg === null) throw new Error('There is no picture.');
  const [width, height] = ['width', 'height'].map((name) => Number(svg.getAttribute(name)) + 2 * padding);
  svg.setAttribute('viewBox', `${-padding} ${-padding} ${width} ${height}`);
  svg.setAttribute('width', `${width}`);
  svg.setAttribute('height', `${height}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const box = { x: -padding, y: -padding, width, height, fill: cssOf(look.background) };
  for (const [name, value] of Object.entries(box)) ground.setAttribute(name, `${value}`);
  svg.prepend(ground);
  return new XMLSerializer().serializeToString(svg);
}

/** An SVG file drawn into a PNG file of twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture is too large.')) : resolve(blob)),
      'image/png',
    ),
  );
}
