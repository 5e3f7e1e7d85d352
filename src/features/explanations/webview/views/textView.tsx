import { useRef } from 'preact/hooks';
import { cssOf, divergingScale, inkOn } from '../../../../page/colorScale';
import { signedText } from '../../../../page/numbers';
import { theme } from '../../../../page/theme';
import { subjectOf, textsOf } from '../../core/editAnswer';
import { largestContribution } from '../../core/summary';
import type { ExplanationProps } from '../state/explanationStore';
import { segmentsOf, type Segment } from '../state/segments';

/** Contributions below this share of the largest have no sign in the text. */
const signedShare = 0.05;

/** The texts, colored by contribution and with signs. Arrow keys walk the words; Enter shows one in the editor. */
export function TextView({ store, explanation }: ExplanationProps) {
  const of = store.state.value.question?.of;
  const list = useRef<HTMLDivElement>(null);
  if (of === undefined) return null;
  const { words } = explanation;
  const texts = textsOf(of);
  const current = Math.min(store.state.value.word, words.length - 1);
  const move = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(words.length - 1, current + step));
    store.update({ word: next });
    list.current?.querySelector<HTMLElement>(`[data-word="${next}"]`)?.focus();
  };
  const names = of.kind === 'passage' ? ['Text', 'Question'] : ['Text', 'Second text'];
  const focused = words[current];
  return (
    <section aria-label="Text">
      <div class="texts" role="toolbar" aria-label="Words of the text" ref={list} onKeyDown={move}>
        {texts.map((text, sequence) => (
          <p key={sequence} class="text">
            {texts.length > 1 && <span class="text-name">{names[sequence]}: </span>}
            {segmentsOf(text, sequence, words, subjectOf(of)).map((segment, index) => (
              <Piece key={index} {...{ store, explanation, segment, current }} />
            ))}
          </p>
        ))}
      </div>
      <Legend explanation={explanation} />
      <p class="readout" role="status">
        {focused === undefined ? (
          'The text has no words.'
        ) : (
          <span>
            <b>{focused.text}</b> contributes <b>{signedText(focused.contribution)}</b>
          </span>
        )}
      </p>
    </section>
  );
}

interface PieceProps extends ExplanationProps {
  readonly segment: Segment;
  readonly current: number;
}

function Piece({ store, explanation, segment: { text, word, isSubject }, current }: PieceProps) {
  if (word === undefined) return isSubject ? <mark class="asked">{text}</mark> : <>{text}</>;
  const { words } = explanation;
  const place = words[word]!;
  const { contribution } = place;
  const limit = largestContribution(words);
  const color = divergingScale(theme.value.palette.diverging, limit)(contribution);
  const direction = contribution < 0 ? 'negative' : 'positive';
  const isStrong = limit > 0 && Math.abs(contribution) >= signedShare * limit;
  const look = () => store.update({ word });
  return (
    <button
      type="button"
      class={['word', isStrong && direction, isSubject && 'asked', word === current && 'chosen']
        .filter(Boolean)
        .join(' ')}
      data-word={word}
      tabIndex={word === current ? 0 : -1}
      aria-label={`${text}, ${signedText(contribution)}`}
      title={`${text}: ${signedText(contribution)}`}
      style={{ backgroundColor: cssOf(color), color: inkOn(color) }}
      onFocus={look}
      onMouseEnter={look}
      onClick={() => store.reveal(place)}
    >
      {text}
      {isStrong && <sup>{contribution < 0 ? '−' : '+'}</sup>}
    </button>
  );
}

function Legend({ explanation: { words } }: Pick<ExplanationProps, 'explanation'>) {
  const limit = largestContribution(words);
  const [negative, zero, positive] = theme.value.palette.diverging.map(cssOf);
  return (
    <p class="legend">
      {signedText(-limit)} against the answer
      <span class="scale" style={{ background: `linear-gradient(to right, ${negative}, ${zero}, ${positive})` }} />
      for the answer {signedText(limit)}
    </p>
  );
}
