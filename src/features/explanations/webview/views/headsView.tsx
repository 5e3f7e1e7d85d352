import { useState } from 'preact/hooks';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import type { HeadEffects, TermContributions } from '../../../../protocol/explanations';
import { termNames } from '../../../../page/attentionTerms';
import { cornerOfHead, headCell, HeadGrid, HeadGridPicture } from '../../../../page/headGrid';
import { signedText } from '../../../../page/numbers';
import { theme, type ViewTheme } from '../../../../page/theme';
import type { ExplanationProps } from '../state/explanationStore';
import { applicationNames, headRows, type HeadRow } from '../state/headRows';
import { Notices } from './notices';

type Kind = 'gradient' | 'exact';

const kindTexts: Readonly<Record<Kind, string>> = {
  gradient:
    'Gradient × score: how the answer changes, to first order, as the scores of a term grow from zero. A bar to the right is for the answer, to the left against it.',
  exact: 'What the answer loses, exactly, when one term of one head is set to its mean over the keys, each by itself.',
};

/** How much of the answer went through each term of attention, for every head. */
export function HeadsView({ store, explanation: { terms } }: ExplanationProps) {
  const [kind, setKind] = useState<Kind>('gradient');
  const effects = store.effects.value;
  const isExact = effects !== undefined && kind === 'exact';
  const shown = isExact ? { ...effects, values: effects.terms } : terms;
  return (
    <section>
      <h2>Through the terms of attention</h2>
      {terms === undefined && !isExact && (
        <p class="hint">Occlusion takes no gradients. Choose another method, or measure the heads exactly.</p>
      )}
      {terms !== undefined && <Totals terms={terms} />}
      <p class="actions">
        {effects === undefined ? (
          <button
            type="button"
            class="secondary"
            onClick={() => {
              setKind('exact');
              store.measureEffects();
            }}
          >
            Measure exactly
          </button>
        ) : (
          <label class="check">
            <input
              type="checkbox"
              checked={isExact}
              onChange={({ currentTarget }) => setKind(currentTarget.checked ? 'exact' : 'gradient')}
            />
            Measured exactly
          </label>
        )}
      </p>
      <Notices store={store} part="effects" />
      {shown !== undefined && (
        <>
          <p class="hint">{kindTexts[isExact ? 'exact' : 'gradient']}</p>
          <Grid store={store} rows={headRows(shown, isExact ? effects.whole : undefined)} shown={shown} />
        </>
      )}
    </section>
  );
}

function Totals({ terms: { totals } }: { readonly terms: TermContributions }) {
  return (
    <p class="readout">
      {attentionTerms.map((term) => (
        <span key={term} title={termNames[term]}>
          <span class="swatch" style={{ backgroundColor: theme.value.palette.terms[term] }} /> {term}{' '}
          <b>{signedText(totals[term])}</b>
        </span>
      ))}
    </p>
  );
}

interface GridProps extends Pick<ExplanationProps, 'store'> {
  readonly rows: readonly HeadRow[];
  readonly shown: Pick<HeadEffects, 'layers' | 'heads'>;
}

function Grid({ store, rows, shown: { layers, heads } }: GridProps) {
  const { application, head } = store.state.value;
  const row = Math.min(application, layers.length - 1);
  const column = Math.min(head, heads - 1);
  const names = applicationNames(layers);
  const chosen = rows.find((one) => one.application === row && one.head === column);
  const choose = (one: number, other: number) => store.update({ application: one, head: other });
  return (
    <>
      <HeadGrid
        label={`${layers.length} layers by ${heads} heads; arrow keys choose a head. ${chosen === undefined ? '' : describe(chosen, names)}`}
        extent={{ rows: layers.length, columns: heads }}
        chosen={{ row, column }}
        choose={(cell) => choose(cell.row, cell.column)}
      >
        <HeadsPicture rows={rows} names={names} heads={heads} look={theme.value} chosen={chosen} choose={choose} />
      </HeadGrid>
      <p class="readout" role="status">
        {chosen !== undefined && describe(chosen, names)}
      </p>
      <HeadsTable rows={rows} names={names} />
    </>
  );
}

interface HeadsPictureProps {
  readonly rows: readonly HeadRow[];
  readonly names: readonly string[];
  readonly heads: number;
  readonly look: ViewTheme;
  readonly chosen?: HeadRow;
  readonly choose?: (application: number, head: number) => void;
}

/** The grid: for each head three bars from the middle, to the right for the answer. */
export function HeadsPicture({ rows, names, heads, look, chosen, choose }: HeadsPictureProps) {
  const limit = Math.max(...rows.flatMap(({ values }) => values.map(Math.abs)));
  const { width, height } = headCell;
  const middle = width / 2;
  return (
    <HeadGridPicture look={look} rows={names} heads={heads}>
      {rows.map((row) => (
        <g
          key={`${row.application}.${row.head}`}
          transform={`translate(${cornerOfHead({ row: row.application, column: row.head }).join(', ')})`}
          style={{ cursor: 'pointer' }}
          onClick={() => choose?.(row.application, row.head)}
        >
          <title>{describe(row, names)}</title>
          <rect
            {...{ width, height, rx: 2, fill: 'transparent' }}
            stroke={row === chosen ? look.focus : look.dimText}
            stroke-width={row === chosen ? 2.5 : 0.5}
          />
          {attentionTerms.map((term, index) => {
            const share = limit > 0 ? row.values[index]! / limit : 0;
            const length = Math.abs(share) * (middle - 4);
            return (
              <rect
                key={term}
                x={share < 0 ? middle - length : middle}
                y={5 + 11 * index}
                width={length}
                height="8"
                fill={look.palette.terms[term]}
              />
            );
          })}
          <line x1={middle} x2={middle} y1="3" y2={height - 3} stroke={look.dimText} />
        </g>
      ))}
    </HeadGridPicture>
  );
}

function HeadsTable({ rows, names }: Pick<HeadsPictureProps, 'rows' | 'names'>) {
  const hasWhole = rows[0]?.whole !== undefined;
  return (
    <details class="row-table">
      <summary>Numbers of all heads</summary>
      <table>
        <thead>
          <tr>
            {['Layer', 'Head', ...attentionTerms, ...(hasWhole ? ['whole head'] : [])].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ application, head, values, whole }) => (
            <tr key={`${application}.${head}`}>
              <th scope="row">{names[application]}</th>
              <td>{head + 1}</td>
              {values.map((value, index) => (
                <td key={index}>{signedText(value)}</td>
              ))}
              {whole !== undefined && <td>{signedText(whole)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function describe({ application, head, values, whole }: HeadRow, names: readonly string[]): string {
  const parts = attentionTerms.map((term, index) => `${term} ${signedText(values[index]!)}`);
  const all = whole === undefined ? parts : [...parts, `whole head ${signedText(whole)}`];
  return `${names[application]}, head ${head + 1}: ${all.join(', ')}`;
}
