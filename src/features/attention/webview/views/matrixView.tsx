import { useMemo } from 'preact/hooks';
import { figuresOf } from '../state/figures';
import { MatrixFigure } from './matrixFigure';
import { wantedWidth } from '../state/matrixLayout';
import type { SideProps } from '../state/sideProps';

/** The whole and its three terms side by side. */
export function MatrixView({ store, side }: SideProps) {
  const arrangement = side.arrangement.value;
  const { sharedScale, zoom } = store.state.value;
  const other = store.shown.value.find((one) => one !== side)?.arrangement.value;
  const figures = useMemo(
    () => arrangement && figuresOf(arrangement, { sharedScale }, other === undefined ? [] : [other]),
    [arrangement, sharedScale, other],
  );
  if (arrangement === undefined || figures === undefined) return null;
  const visible = zoom.span === 0 ? arrangement.columns.length : zoom.span;
  return (
    <>
      <div class="figures" style={{ '--figure-width': `${wantedWidth(visible)}px` }}>
        {[figures.slice(0, 2), figures.slice(2)].map((pair, index) => (
          <div class="pair" key={index}>
            {pair.map((figure) => (
              <MatrixFigure key={figure.id} store={store} side={side} figure={figure} arrangement={arrangement} />
            ))}
          </div>
        ))}
      </div>
      <p class="hint">
        Arrow keys: move · <kbd>+</kbd>/<kbd>−</kbd> or Ctrl+scroll: zoom · <kbd>0</kbd>: fit · drag: pan
      </p>
    </>
  );
}
