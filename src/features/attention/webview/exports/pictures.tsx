import type { VNode } from 'preact';
import { headSummaries } from '../../core/overviewSummary';
import { ArcsPicture } from '../views/arcsView';
import { svgFile } from '../../../../page/pictureFile';
import { OverviewPicture } from '../views/overviewView';
import { PositionPicture } from '../views/positionView';
import type { SideStore } from '../state/sideStore';
import type { ViewTheme } from '../../../../page/theme';
import type { ViewName, ViewState } from '../state/viewState';
import { MaskPicture } from './maskPicture';
import { MatrixPicture } from './matrixPicture';

const curveWidth = 900;

/** The picture of a view as a standalone SVG file; undefined where the view has none. */
export function svgOf(side: SideStore, view: ViewName, state: ViewState, look: ViewTheme): string | undefined {
  const picture = pictureOf(side, view, state, look);
  return picture && svgFile(picture, look);
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
