import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { cssOf, inkOn, sequentialScale } from '../../../../page/colorScale';
import { largest } from '../state/figures';
import { probabilityText } from '../../../../page/numbers';
import type { SideProps } from '../state/attentionStore';
import { theme, type ViewTheme } from '../../../../page/theme';

/** The passage, colored by where the chosen tokens look. Click chooses, Shift adds; arrow keys move, Enter chooses. */
export function TextStrip({ store, side }: SideProps) {
  const units = side.units.value;
  const walked = useRef(0);
  const list = useRef<HTMLDivElement>(null);
  const sums = side.sums.value;
  const look = theme.value;
  const weights = useMemo(() => weightsOf(side), [side, sums]);
  const colors = useMemo(() => colorsOf(weights, look), [weights, look]);
  const highlighted = side.highlight.value;
  const overview = side.overview.value;
  const hovered = store.hovered.value;
  const arrangement = side.arrangement.value;
  // A long text has hundreds of buttons, of which the pointer changes two: the others are kept as they are.
  const kept = useMemo(() => new Map<number, { look: string; button: VNode }>(), [units, arrangement, weights, look]);
  const focus = (index: number) => {
    walked.current = Math.max(0, Math.min(units.length - 1, index));
    (list.current?.children[walked.current] as HTMLElement | undefined)?.focus();
  };
  const choose = (index: number, add: boolean) => {
    const unit = units[index];
    if (unit === undefined) return;
    walked.current = index;
    store.chooseRows(side, unit.tokens, add);
    store.reveal(side, unit.tokens);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step !== undefined) focus(walked.current + step);
    else if (event.key === 'Enter' || event.key === ' ') choose(walked.current, event.shiftKey);
    else return;
    event.preventDefault();
  };
  return (
    <div class="strip" role="toolbar" aria-label="Tokens of the text" ref={list} onKeyDown={onKey}>
      {units.map((unit, index) => {
        const [first = 0] = unit.tokens;
        const isChosen = unit.tokens.some((token) => side.selection.value.rows.includes(token));
        const range = overview?.ranges[first];
        const isHighlighted =
          highlighted !== undefined &&
          unit.sequence === highlighted.sequence &&
          range !== undefined &&
          unit.tokens.some((token) => {
            const { start = 0, end = 0 } = overview?.ranges[token] ?? {};
            return start < highlighted.end && end > highlighted.start;
          });
        const isHovered =
          hovered?.side === side.side &&
          ((hovered.column !== undefined && arrangement?.columns[hovered.column]?.tokens[0] === first) ||
            (hovered.row !== undefined && arrangement?.rows[hovered.row]?.tokens[0] === first));
        const weight = weights.get(first);
        const classes = [
          'unit',
          isChosen && 'chosen',
          isHighlighted && 'highlighted',
          isHovered && 'hovered',
          unit.special && 'special',
        ];
        const shown = classes.filter(Boolean).join(' ');
        const isReached = index === Math.min(walked.current, units.length - 1);
        const known = kept.get(first);
        if (known?.look === `${shown} ${isReached}`) return known.button;
        const button = (
          <button
            key={first}
            type="button"
            class={shown}
            aria-pressed={isChosen}
            tabIndex={isReached ? 0 : -1}
            title={weight === undefined ? unit.label : `${unit.label}: ${probabilityText(weight)}`}
            style={colors(weight)}
            onClick={(event) => choose(index, event.shiftKey)}
            onFocus={() => (walked.current = index)}
            onMouseEnter={() => {
              const column = arrangement?.columns.findIndex(({ tokens }) => tokens.includes(first)) ?? -1;
              store.hover(column < 0 ? undefined : { side: side.side, column });
            }}
            onMouseLeave={() => store.hover(undefined)}
          >
            {unit.label}
          </button>
        );
        kept.set(first, { look: `${shown} ${isReached}`, button });
        return button;
      })}
    </div>
  );
}

/** The probability of each column by its first token, for the chosen rows together. */
function weightsOf(side: SideProps['side']): Map<number, number> {
  const sums = side.sums.value;
  const columns = side.arrangement.value?.columns ?? [];
  return new Map(columns.map(({ tokens: [first = 0] }, index) => [first, sums?.probabilities[index] ?? 0]));
}

function colorsOf(
  weights: ReadonlyMap<number, number>,
  { palette }: ViewTheme,
): (weight: number | undefined) => Record<string, string> {
  const limit = largest(Float32Array.from(weights.values()));
  const scale = sequentialScale(palette.sequential, limit);
  return (weight): Record<string, string> => {
    if (weight === undefined) return {};
    const color = scale(weight);
    return { backgroundColor: cssOf(color), color: inkOn(color) };
  };
}
