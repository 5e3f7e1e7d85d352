import { useState } from 'preact/hooks';
import { cssOf } from '../../../../page/colorScale';
import { probabilityText, scoreText, signedText } from '../../../../page/numbers';
import { theme } from '../../../../page/theme';
import { bySize, completenessOf, largestContribution, probabilityOf } from '../../core/summary';
import type { ExplanationProps } from '../state/explanationStore';
import { baselineTexts, measureTexts } from '../state/texts';

/** Words that are listed before more are asked for. */
const firstWords = 20;

/** The words by the size of their contributions, and how these add up. */
export function WordList({ store, explanation }: ExplanationProps) {
  const [isWhole, setWhole] = useState(false);
  const { words } = explanation;
  const limit = largestContribution(words);
  const order = bySize(words);
  return (
    <section>
      <h2>Contributions</h2>
      <Completeness explanation={explanation} />
      <table class="words">
        <thead>
          <tr>
            <th scope="col">Word</th>
            <th scope="col">Contribution</th>
            <th scope="col" class="bar-head">
              against | for
            </th>
          </tr>
        </thead>
        <tbody>
          {(isWhole ? order : order.slice(0, firstWords)).map((word) => (
            <tr
              key={word}
              class={word === store.state.value.word ? 'selected' : undefined}
              onClick={() => store.update({ word })}
            >
              <th scope="row">{words[word]!.text}</th>
              <td>{signedText(words[word]!.contribution)}</td>
              <td>
                <Bar share={limit > 0 ? words[word]!.contribution / limit : 0} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {words.length > firstWords && (
        <button type="button" class="link" onClick={() => setWhole(!isWhole)}>
          {isWhole ? `Show the ${firstWords} largest` : `Show all ${words.length} words`}
        </button>
      )}
    </section>
  );
}

const bar = { width: 160, height: 12 };

/** A bar from a line in the middle: to the right for the answer, to the left against it. */
export function Bar({ share }: { readonly share: number }) {
  const { palette, text } = theme.value;
  const [negative, , positive] = palette.diverging;
  const middle = bar.width / 2;
  const width = Math.abs(share) * (middle - 2);
  return (
    <svg width={bar.width} height={bar.height} aria-hidden="true">
      <rect
        x={share < 0 ? middle - width : middle}
        y="1"
        width={width}
        height={bar.height - 2}
        fill={cssOf(share < 0 ? negative : positive)}
      />
      <line x1={middle} x2={middle} y1="0" y2={bar.height} stroke={text} />
    </svg>
  );
}

function Completeness({ explanation }: Pick<ExplanationProps, 'explanation'>) {
  const { value, baselineValue, measure, baseline } = explanation;
  const { sum, residual, residualShare } = completenessOf(explanation);
  return (
    <>
      {measure === 'logOdds' && (
        <p>
          Probability <b>{probabilityText(probabilityOf(value))}</b>; with every word at the baseline{' '}
          {baselineTexts[baseline]}, <b>{probabilityText(probabilityOf(baselineValue))}</b>.
        </p>
      )}
      <p class="checksum">
        <span>
          {measureTexts[measure]} {scoreText(value)} − baseline {scoreText(baselineValue)}
        </span>{' '}
        <span>
          = sum {scoreText(sum)} + residual {scoreText(residual)}
        </span>
        {residualShare !== undefined && <span> ({probabilityText(residualShare)} of the change)</span>}
      </p>
    </>
  );
}
