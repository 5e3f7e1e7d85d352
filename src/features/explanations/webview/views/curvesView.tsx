import { line } from 'd3-shape';
import type { AnswerCurves, Faithfulness } from '../../../../protocol/explanations';
import { probabilityText, scoreText } from '../../../../page/numbers';
import { Picture } from '../../../../page/picture';
import { theme, type ViewTheme } from '../../../../page/theme';
import type { ExplanationStore } from '../state/explanationStore';
import { Notices } from './notices';

const plot = { width: 260, height: 130, left: 46, top: 8, bottom: 20 };
const curveTexts: Readonly<Record<keyof AnswerCurves, string>> = {
  deletion: 'Deletion: words are taken out, the largest contribution first',
  insertion: 'Insertion: words are put in, the largest contribution first',
};
const kinds = ['deletion', 'insertion'] as const;

/** Whether the contributions hold: how the answer changes as words go, beside random orders. */
export function CurvesView({ store }: { readonly store: ExplanationStore }) {
  const found = store.faithfulness.value;
  return (
    <section>
      <h2>Check: taking words out and putting them in</h2>
      <Notices store={store} part="faithfulness" />
      {found !== undefined && (
        <>
          <p class="hint">
            If the contributions are right, deletion falls faster, and insertion rises faster, than with words in random
            order. The area under a curve says how fast.
          </p>
          <div class="curves">
            {kinds.map((kind) => (
              <figure key={kind}>
                <figcaption title={curveTexts[kind]}>{curveTexts[kind]}</figcaption>
                <CurvePicture found={found} kind={kind} look={theme.value} />
                <p class="readout">
                  <span>
                    area <b>{found.areas[kind].toFixed(3)}</b>
                  </span>
                  <span>
                    random <b>{found.randomAreas[kind].toFixed(3)}</b>
                  </span>
                </p>
              </figure>
            ))}
          </div>
          <CurveTable found={found} />
        </>
      )}
    </section>
  );
}

interface CurvePictureProps {
  readonly found: Faithfulness;
  readonly kind: keyof AnswerCurves;
  readonly look: ViewTheme;
}

/** One curve, drawn through, and that of random orders, dotted. */
export function CurvePicture({ found, kind, look }: CurvePictureProps) {
  const { curves, random, isProbability } = found;
  const [own, other] = [curves[kind], random[kind]];
  const all = [...own, ...other];
  const low = isProbability ? 0 : Math.min(...all);
  const high = Math.max(...all, low + 1e-9);
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  const x = (index: number) => plot.left + (index * plot.width) / Math.max(1, own.length - 1);
  const y = (value: number) => bottom - ((value - low) / (high - low)) * plot.height;
  const path = (values: readonly number[]) => line<number>((_, index) => x(index), y)([...values]) ?? '';
  const label = (value: number) => (isProbability ? probabilityText(value) : scoreText(value));
  const description = `${curveTexts[kind]}. From ${label(own[0]!)} to ${label(own.at(-1)!)}; area ${found.areas[kind].toFixed(3)}, in random order ${found.randomAreas[kind].toFixed(3)}.`;
  return (
    <Picture
      look={look}
      width={right + 8}
      height={bottom + plot.bottom}
      fill={look.dimText}
      role="img"
      aria-label={description}
    >
      <path d={`M${plot.left},${plot.top}V${bottom}H${right}`} fill="none" stroke={look.dimText} />
      <text x={plot.left - 4} y={plot.top + 8} text-anchor="end">
        {label(high)}
      </text>
      <text x={plot.left - 4} y={bottom} text-anchor="end">
        {label(low)}
      </text>
      <text x={plot.left} y={bottom + 14}>
        0 words
      </text>
      <text x={right} y={bottom + 14} text-anchor="end">{`${own.length - 1}`}</text>
      <path d={path(other)} fill="none" stroke={look.text} stroke-width="1.5" stroke-dasharray="2 4" />
      <path d={path(own)} fill="none" stroke={look.text} stroke-width="2.5" />
    </Picture>
  );
}

function CurveTable({ found: { curves, random, isProbability } }: { readonly found: Faithfulness }) {
  const text = isProbability ? probabilityText : scoreText;
  return (
    <details class="row-table">
      <summary>Numbers of the curves (solid: by contribution; dotted: random)</summary>
      <table>
        <thead>
          <tr>
            {['Words', 'Deletion', 'random', 'Insertion', 'random'].map((name, index) => (
              <th key={index} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curves.deletion.map((_, words) => (
            <tr key={words}>
              <th scope="row">{words}</th>
              {kinds.flatMap((kind) =>
                [curves, random].map((one, index) => <td key={`${kind}.${index}`}>{text(one[kind][words]!)}</td>),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
