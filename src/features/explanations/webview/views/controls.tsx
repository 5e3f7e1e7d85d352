import type { ComponentChildren } from 'preact';
import { explanationBaselines, explanationMethods, type AnswerCandidate } from '../../../../protocol/explanations';
import { Choice } from '../../../../page/choice';
import { probabilityText } from '../../../../page/numbers';
import { withAnswer } from '../../core/editAnswer';
import type { ExplanationStore } from '../state/explanationStore';
import { baselineNote, baselineTexts, methodTexts, questionText } from '../state/texts';

interface ControlsProps {
  readonly store: ExplanationStore;
  readonly children: ComponentChildren;
}

/** The question, and what may be chosen about it. */
export function Controls({ store, children }: ControlsProps) {
  const { question } = store.state.value;
  const explanation = store.explanation.value;
  if (question === undefined) return null;
  const { method, baseline, modelName } = question;
  return (
    <header>
      <div class="bar">
        <h1>{explanation === undefined ? 'Why?' : questionText(question.of, explanation)}</h1>
        <span class="actions">{children}</span>
      </div>
      <p class="subject">
        Model <strong>{modelName}</strong>
      </p>
      <div class="bar controls">
        <AnswerChoices store={store} />
        <Choice
          label="Method"
          values={explanationMethods}
          value={method}
          text={(one) => methodTexts[one].name}
          title={methodTexts[method].explanation}
          choose={(chosen) => store.ask({ method: chosen })}
        />
        <Choice
          label="Baseline"
          values={explanationBaselines}
          value={baseline}
          text={(one) => baselineTexts[one]}
          title={baselineNote}
          choose={(chosen) => store.ask({ baseline: chosen })}
        />
      </div>
      <p class="hint">{methodTexts[method].explanation}</p>
    </header>
  );
}

const allOthers = 'all others';

function AnswerChoices({ store }: Pick<ControlsProps, 'store'>) {
  const of = store.state.value.question?.of;
  const explanation = store.explanation.value;
  if (of === undefined || explanation === undefined || of.kind === 'replacement') return null;
  const { answer, against, candidates } = explanation;
  const choices = of.kind === 'passage' ? candidates.filter(({ range }) => range !== undefined) : candidates;
  return (
    <>
      <Choice
        label="Answer"
        values={choices}
        value={choices.find((one) => one.answer === answer)}
        text={candidateText}
        title="The likeliest answers with their probabilities."
        choose={(chosen) => {
          if (chosen === undefined) return;
          if (of.kind === 'passage') return store.ask({ of: { ...of, passage: chosen.range } });
          const rival = chosen.answer === against ? undefined : against;
          store.ask({ of: { ...of, answer: chosen.answer, against: rival } });
        }}
      />
      {of.kind !== 'passage' && (
        <Choice
          label="Compared with"
          values={[allOthers, ...candidates.map((one) => one.answer).filter((one) => one !== answer)]}
          value={against ?? allOthers}
          text={(one) => one}
          title="All others: the log-odds of the answer’s probability. Another answer: the difference of the two logits."
          choose={(chosen) => {
            const rival = chosen === allOthers ? undefined : chosen;
            store.ask({ of: { ...withAnswer(of, explanation), against: rival } as typeof of });
          }}
        />
      )}
    </>
  );
}

function candidateText(candidate: AnswerCandidate | undefined): string {
  if (candidate === undefined) return '';
  const { answer, probability } = candidate;
  return probability === undefined ? answer : `${answer} (${probabilityText(probability)})`;
}
