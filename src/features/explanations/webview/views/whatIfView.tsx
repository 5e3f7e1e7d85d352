import { useId, useState } from 'preact/hooks';
import { attentionTerms, type AttentionTerm } from '../../../../protocol/attentionTrace';
import type { ExplainedAnswer, WhatIfAnswer } from '../../../../protocol/explanations';
import { Choice } from '../../../../page/choice';
import { changeText, probabilityText, scoreText, signedText } from '../../../../page/numbers';
import { withAnswer, withoutWord, withSwapped, withWord } from '../../core/editAnswer';
import type { ExplanationProps } from '../state/explanationStore';
import { applicationNames } from '../state/headRows';
import { measureTexts } from '../state/texts';
import { Notices } from './notices';

/** Other texts, and parts of attention switched off: the answer before and after. */
export function WhatIfView(props: ExplanationProps) {
  const { store, explanation } = props;
  const { tried } = store.state.value;
  const shown = tried[store.shownAttempt.value ?? -1];
  return (
    <section>
      <h2>What if</h2>
      <WordEdits {...props} />
      <HeadSwitches {...props} />
      <Notices store={store} part="whatIf" />
      {shown !== undefined && (
        <>
          <h3>{shown.attempt.title}</h3>
          <p class="text">{shown.attempt.off === undefined && shown.attempt.of.text}</p>
          <Comparison explanation={explanation} after={shown.answer} />
          <p>
            <button type="button" class="secondary" onClick={() => (store.shownAttempt.value = undefined)}>
              Back to the text
            </button>
          </p>
        </>
      )}
      {tried.length > 0 && (
        <>
          <h3>Tried so far</h3>
          <ol>
            {tried.map(({ attempt, answer }, index) => (
              <li key={index}>
                <button type="button" class="link" onClick={() => (store.shownAttempt.value = index)}>
                  {attempt.title}
                </button>{' '}
                {signedText(answer.value - explanation.value)}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function WordEdits({ store, explanation }: ExplanationProps) {
  const { question, word } = store.state.value;
  const id = useId();
  const [typed, setTyped] = useState('');
  const place = explanation.words[word];
  if (question === undefined || place === undefined) return null;
  const of = withAnswer(question.of, explanation);
  const attempt = (title: string, changed: ExplainedAnswer) => store.try({ title, of: changed });
  const others = [...explanation.words.keys()].filter(
    (other) => other !== word && explanation.words[other]!.sequence === place.sequence,
  );
  const replace = () => {
    if (typed.trim() !== '')
      attempt(`Replace “${place.text}” with “${typed.trim()}”`, withWord(of, place, typed.trim()));
  };
  return (
    <div class="bar controls" role="group" aria-label={`Word “${place.text}”`}>
      <span>
        Word <b>{place.text}</b>
      </span>
      <button
        type="button"
        class="secondary"
        onClick={() => attempt(`Take out “${place.text}”`, withoutWord(of, place))}
      >
        Take out
      </button>
      <form
        class="choice"
        onSubmit={(event) => {
          event.preventDefault();
          replace();
        }}
      >
        <label for={id}>Replace with</label>
        <input id={id} value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        <button type="submit" class="secondary" disabled={typed.trim() === ''}>
          Replace
        </button>
      </form>
      {others.length > 0 && (
        <Choice
          label="Swap with"
          values={[undefined, ...others]}
          value={undefined}
          text={(other) => (other === undefined ? '…' : `${other + 1}: ${explanation.words[other]!.text}`)}
          choose={(other) => {
            const second = other === undefined ? undefined : explanation.words[other];
            if (second !== undefined)
              attempt(`Swap “${place.text}” and “${second.text}”`, withSwapped(of, place, second));
          }}
        />
      )}
    </div>
  );
}

function HeadSwitches({ store, explanation }: ExplanationProps) {
  const { question, application, head } = store.state.value;
  const [part, setPart] = useState<AttentionTerm | 'whole head'>('whole head');
  const grid = store.effects.value ?? explanation.terms;
  if (question === undefined || grid === undefined) return null;
  const name = `${applicationNames(grid.layers)[application] ?? ''}, head ${head + 1}`;
  const term = part === 'whole head' ? undefined : part;
  return (
    <div class="bar controls" role="group" aria-label={name}>
      <span>
        Attention <b>{name}</b>
      </span>
      <Choice
        label="Part"
        values={['whole head' as const, ...attentionTerms]}
        value={part}
        text={(one) => one}
        title="A term is set to its mean over the keys; a whole head gives nothing."
        choose={setPart}
      />
      <button
        type="button"
        class="secondary"
        onClick={() =>
          store.try({
            title: `Switch off ${part} of ${name}`,
            of: withAnswer(question.of, explanation),
            off: [{ application, head, term }],
          })
        }
      >
        Switch off
      </button>
    </div>
  );
}

interface ComparisonProps extends Pick<ExplanationProps, 'explanation'> {
  readonly after: WhatIfAnswer;
}

function Comparison({ explanation, after }: ComparisonProps) {
  const answers = new Set([...explanation.candidates, ...after.candidates].map(({ answer }) => answer));
  const probabilityIn = ({ candidates }: Pick<WhatIfAnswer, 'candidates'>, answer: string) =>
    candidates.find((one) => one.answer === answer)?.probability;
  const text = (value: number | undefined) => (value === undefined ? '' : probabilityText(value));
  return (
    <table class="comparison">
      <thead>
        <tr>
          {['Answer', 'Before', 'After', 'Change'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr class="value">
          <th scope="row">
            {explanation.answer}: {measureTexts[explanation.measure]}
          </th>
          <td>{scoreText(explanation.value)}</td>
          <td>{scoreText(after.value)}</td>
          <td>{signedText(after.value - explanation.value)}</td>
        </tr>
        {[...answers].map((answer) => {
          const [before, now] = [probabilityIn(explanation, answer), probabilityIn(after, answer)];
          return (
            <tr key={answer}>
              <th scope="row">{answer}</th>
              <td>{text(before)}</td>
              <td>{text(now)}</td>
              <td>{before !== undefined && now !== undefined && changeText(now - before)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
