import type { LayerGuess } from '../../../../protocol/explanations';
import { probabilityText } from '../../../../page/numbers';
import { stepOfWinner } from '../../core/summary';
import type { ExplanationStore } from '../state/explanationStore';
import { Notices } from './notices';

/** What the head guesses after each layer, and from where on the final answer comes first. */
export function LayersView({ store }: { readonly store: ExplanationStore }) {
  const kind = store.state.value.question?.of.kind;
  const found = store.layers.value;
  if (kind !== 'word' && kind !== 'replacement') return null;
  const winner = found && stepOfWinner(found);
  return (
    <section>
      <h2>After each layer</h2>
      <Notices store={store} part="layers" />
      {found !== undefined && (
        <>
          <p class="hint">
            What the model’s head says of the hidden state after each layer, where the answer is “{found.answer}”.
            {winner !== undefined && ` It comes first from ${stepName(found.steps[winner]!)} on.`}
          </p>
          <div class="scroller">
            <table class="layers">
              <thead>
                <tr>
                  {['After', `“${found.answer}”`, 'place', 'First guesses'].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.steps.map((step, index) => (
                  <tr key={index} class={index === winner ? 'winner' : undefined}>
                    <th scope="row">
                      {index === winner && '▸ '}
                      {stepName(step)}
                    </th>
                    <td>{probabilityText(step.probability)}</td>
                    <td>{step.rank ?? ''}</td>
                    <td class="guesses">
                      {step.guesses
                        .map(({ answer, probability }) =>
                          probability === undefined ? answer : `${answer} ${probabilityText(probability)}`,
                        )
                        .join(', ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function stepName({ layer, pass }: LayerGuess): string {
  if (layer < 0) return 'the embeddings';
  return pass === undefined ? `layer ${layer + 1}` : `layer ${layer + 1}, pass ${pass + 1}`;
}
