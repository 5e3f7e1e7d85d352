import type { ExplainedAnswer, Explanation } from '../../../../protocol/explanations';
import { cssOf, divergingScale, inkOn } from '../../../../page/colorScale';
import { signedText } from '../../../../page/numbers';
import { Picture } from '../../../../page/picture';
import type { ViewTheme } from '../../../../page/theme';
import { subjectOf, textsOf } from '../../core/editAnswer';
import { bySize, largestContribution } from '../../core/summary';
import { segmentsOf, type Segment } from '../state/segments';

const width = 720;
const lineHeight = 22;
const listed = 20;
const fontSize = 13;

interface Placed {
  readonly segment: Segment;
  readonly x: number;
  readonly line: number;
  readonly width: number;
}

interface ContributionPictureProps {
  readonly explanation: Explanation;
  readonly of: ExplainedAnswer;
  readonly look: ViewTheme;
}

/** The colored text, and its words by the size of their contributions. */
export function ContributionPicture({ explanation, of, look }: ContributionPictureProps) {
  const { words } = explanation;
  const limit = largestContribution(words);
  const color = divergingScale(look.palette.diverging, limit);
  const placed = placedSegments(explanation, of, look);
  const textHeight = ((placed.at(-1)?.line ?? 0) + 1) * lineHeight;
  const order = bySize(words).slice(0, listed);
  const middle = 380;
  return (
    <Picture
      look={look}
      font-size={fontSize}
      width={width}
      height={textHeight + 20 + order.length * lineHeight}
      fill={look.text}
    >
      {placed.map(({ segment: { text, word, isSubject }, x, line, width: wide }, index) => {
        const contribution = word === undefined ? 0 : words[word]!.contribution;
        const ground = color(contribution);
        return (
          <g key={index} transform={`translate(${x}, ${line * lineHeight})`}>
            {(word !== undefined || isSubject) && (
              <rect width={wide} height={lineHeight - 4} fill={cssOf(ground)} stroke={isSubject ? look.text : 'none'}>
                <title>{`${text}: ${signedText(contribution)}`}</title>
              </rect>
            )}
            <text y="13" fill={word === undefined ? look.text : inkOn(ground)}>
              {text}
            </text>
          </g>
        );
      })}
      {order.map((word, index) => {
        const { text, contribution } = words[word]!;
        const length = limit > 0 ? (Math.abs(contribution) / limit) * 160 : 0;
        return (
          <g key={word} transform={`translate(0, ${textHeight + 20 + index * lineHeight})`}>
            <text y="12">{text.slice(0, 24)}</text>
            <text x="210" y="12" text-anchor="end">
              {signedText(contribution)}
            </text>
            <rect
              x={contribution < 0 ? middle - length : middle}
              y="2"
              width={length}
              height="12"
              fill={cssOf(look.palette.diverging[contribution < 0 ? 0 : 2])}
            />
            <line x1={middle} x2={middle} y1="0" y2="16" stroke={look.text} />
          </g>
        );
      })}
    </Picture>
  );
}

/** The segments in lines of the picture's width, each text on lines of its own. */
function placedSegments({ words }: Explanation, of: ExplainedAnswer, look: ViewTheme): Placed[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = `${fontSize}px ${look.font}`;
  const widthOf = (text: string) => context?.measureText(text).width ?? fontSize * text.length;
  const placed: Placed[] = [];
  let [x, line] = [0, 0];
  for (const [sequence, text] of textsOf(of).entries()) {
    if (sequence > 0) [x, line] = [0, line + 1];
    for (const segment of segmentsOf(text, sequence, words, subjectOf(of)).flatMap(brokenUp)) {
      const wide = widthOf(segment.text);
      if (x > 0 && x + wide > width) [x, line] = [0, line + 1];
      placed.push({ segment, x, line, width: wide });
      x += wide;
    }
  }
  return placed;
}

/** Text between words may be long: it is broken at its spaces. */
function brokenUp(segment: Segment): Segment[] {
  if (segment.word !== undefined || segment.isSubject) return [segment];
  return (segment.text.match(/\s+|\S+/g) ?? []).map((text) => ({ ...segment, text: text.replace(/\s+/, ' ') }));
}
