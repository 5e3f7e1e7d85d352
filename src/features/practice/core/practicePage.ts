import type { TextRange } from '../../../protocol/text';

/** What there is to try on the page, as the walkthrough names it. */
export type PracticeStep = keyof typeof steps;

export const feedbackLabels = ['praise', 'bug', 'question'] as const;

export const practicePage = `# Practice Page

Try DeBERTa here. Nothing you write leaves your computer.

## Fill the gaps

Each sentence lacks a word. Put the cursor into a gap, press Alt+\\ to see the word, and Tab to accept it.

If you want to  more about the town, see the old bridge. It is one of the  beautiful places by the river. People have  working on its towers for years. Of , it rains there now and then.

## Finish the e-mail

Write on where it stops. Pause for a moment, and Tab completes what you began.

Dear Ms. Carter,

Thank you for the invitation. I would love to come, and I will bring the photographs from last summer. If there is anything else you need, please let me kn

## Sort the feedback

Run the command Classify on the list to tell praise, bugs and questions apart.

- I love the new design.
- The app crashes whenever I open the settings.
- Which plan do I need?
- Great work, thank you!
- Saving a file fails with an error.
- Can I use it without an account?

## Look inside a sentence

Run the command Inspect Attention to see which words look at which.

The dog did not cross the street because it was too tired.
`;

/** The list of feedback. */
const list = { heading: 'Sort the feedback', place: /^- [^]*\S/m };

/** Each step's section, and what below its first line is worked on: a place for the cursor, or a text to select. */
const steps = {
  gap: { heading: 'Fill the gaps', place: /(?<=[\p{L}\p{N}] )(?=[ ,])/u },
  email: { heading: 'Finish the e-mail', place: /(?<=\S)(?=\s*$)/ },
  classify: list,
  label: list,
  inspect: { heading: 'Look inside a sentence', place: /^\S.*/m },
} as const;

/** Where on the page a step works; undefined if that has been filled or removed. */
export function placeOf(step: PracticeStep, page: string): TextRange | undefined {
  const { heading, place } = steps[step];
  const section = new RegExp(`(?<=^## ${heading}$\\s+\\S.*$)[^]*?(?=^## |(?![^]))`, 'm').exec(page);
  const found = section && place.exec(section[0]);
  if (!found) return undefined;
  const start = section.index + found.index;
  return { start, end: start + found[0].length };
}

export function isPracticeStep(value: unknown): value is PracticeStep {
  return typeof value === 'string' && Object.hasOwn(steps, value);
}
