import { render, type VNode } from 'preact';
import { headSummaries } from '../../core/overviewSummary';
import { ArcsPicture } from '../views/arcsView';
import { cssOf } from '../drawing/colorScale';
import { OverviewPicture } from '../views/overviewView';
import { PositionPicture } from '../views/positionView';
import type { SideStore } from '../state/sideStore';
import type { ViewTheme } from '../drawing/theme';
import type { ViewName, ViewState } from '../state/viewState';
import { MaskPicture } from './maskPicture';
import { MatrixPicture } from './matrixPicture';

const curveWidth = 900;
const padding = 12;

/** The picture of a view as a standalone SVG file; undefined where the view has none. */
export function svgOf(side: SideStore, view: ViewName, state: ViewState, look: ViewTheme): string | undefined {
  const picture = pictureOf(side, view, state, look);
  if (picture === undefined) return undefined;
  const holder = document.createElement('div');
  render(picture, holder);
  const svg = holder.querySelector('svg');
  if (svg === null) return undefined;
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

function pictureOf(side: SideStore, view: ViewName, state: ViewState, look: ViewTheme): VNode | undefined {
  const arrangement = side.arrangement.peek();
  const overview = side.overview.peek();
  const curves = side.curves.peek();
  const mask = side.maskArrangement.peek();
  switch (view) {
    case 'matrix':
      return arrangement && <MatrixPicture arrangement={arrangement} state={state} look={look} />;
    case 'arcs':
      return arrangement && <ArcsPicture arrangement={arrangement} rows={side.rows.peek()} look={look} />;
    case 'overview':
      return (
        overview && (
          <OverviewPicture
            overview={overview}
            summaries={headSummaries(overview)}
            look={look}
            chosen={side.choice.peek()}
          />
        )
      );
    case 'position':
      return curves && <PositionPicture curves={curves} look={look} width={curveWidth} />;
    case 'mask':
      return mask && <MaskPicture arrangement={mask} state={state} look={look} />;
  }
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
