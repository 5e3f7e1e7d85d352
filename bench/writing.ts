import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readGrayText, watchGrayText } from '../scripts/vscode-host/grayText';
import { Random } from '../src/base/random';
import { row } from './measure';
import { openTypingWorkbench, type TypingWorkbench } from './typing/typingWorkbench';
import { texts } from './writing/texts';

const wordsPerMinute = 70;
const charactersOfWord = 5;
const spread = 0.35;
/** Share of the spaces after which the writer thinks, and for how many milliseconds. */
const pausesAtSpaces = 0.2;
const pause = 1500;

interface Outcome {
  words: number;
  keys: number;
  saved: number;
  pauses: number;
  /** Pauses with gray text. */
  answered: number;
  /** Suggestions by what followed: all of their words, their first word, or something else. */
  right: number;
  firstRight: number;
  wrong: number;
  repaints: number;
}

/**
 * Writes an e-mail, a post and a report into an empty Markdown file in a real VS Code, at 70 words a minute with pauses
 * after some spaces: once without accepting anything, once accepting what is right. --words of each text, --confidence.
 * Needs a build and a calm machine.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { words: { type: 'string', default: '200' }, confidence: { type: 'string', default: 'balanced' } },
  });
  const cells = [
    'words',
    'pauses',
    'answered',
    'right',
    'first right',
    'wrong',
    'repaints',
    'a word',
    'keys',
    'saved %',
  ];
  console.log(row('', ...cells));
  for (const accepts of [false, true]) {
    const workbench = await openTypingWorkbench('', 1, 1, {
      'deberta.suggestions.confidence': values.confidence,
      'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
      'editor.autoClosingBrackets': 'never',
      // A paragraph is one line, in which the gray text is found.
      'editor.wordWrap': 'off',
    });
    try {
      await workbench.start('off');
      await workbench.stop('off');
      await workbench.start('on');
      await watchGrayText(workbench.page);
      for (const [name, text] of Object.entries(texts)) {
        const part = text
          .split(/(?<=\s)(?=\S)/u)
          .slice(0, Number(values.words))
          .join('');
        report(accepts ? `${name}, Tab` : name, await write(workbench, part, accepts));
        await workbench.page.keyboard.press('Control+a');
        await workbench.page.keyboard.press('Delete');
      }
    } finally {
      await workbench.close();
    }
  }
}

async function write({ page }: TypingWorkbench, text: string, accepts: boolean): Promise<Outcome> {
  const outcome = { keys: 0, saved: 0, pauses: 0, answered: 0, right: 0, firstRight: 0, wrong: 0, repaints: 0 };
  const random = new Random(1);
  const pauses = placesOfPauses(text);
  const mean = 60_000 / (wordsPerMinute * charactersOfWord);
  let place = 0;
  let known = '';
  while (place < text.length) {
    const isPause = pauses.has(place);
    await wait(isPause ? pause : mean * Math.exp(spread * random.normal() - spread ** 2 / 2));
    const { now, repaints } = await readGrayText(page);
    outcome.repaints += repaints.length;
    outcome.pauses += Number(isPause);
    outcome.answered += Number(isPause && now !== '');
    const match = matchOf(now, text.slice(place));
    const offer = text.slice(0, place) + now;
    if (now !== '' && offer !== known) outcome[match]++;
    known = offer;
    const before = place;
    if (accepts && match !== 'wrong') {
      const accepted = match === 'right' ? now.trimEnd() : firstWordOf(now);
      await page.keyboard.press(match === 'right' ? 'Tab' : 'Control+ArrowRight');
      place += accepted.length;
      // A space that a suggestion brings along is in the text already.
      if (match === 'right' && now !== accepted) place++;
    } else {
      await page.keyboard.type(text[place]!);
      place++;
    }
    outcome.keys++;
    outcome.saved += place - before - 1;
  }
  return { words: text.split(/\s+/u).filter(Boolean).length, ...outcome };
}

/** The same whatever is accepted. */
function placesOfPauses(text: string): Set<number> {
  const random = new Random(2);
  const spaces = [...text.matchAll(/ /g)].filter(() => random.uniform() < pausesAtSpaces);
  return new Set(spaces.map(({ index }) => index + 1));
}

type Match = 'right' | 'firstRight' | 'wrong';

/** How gray text agrees with the text to come. */
function matchOf(gray: string, toCome: string): Match {
  const begins = (part: string) => part !== '' && toCome.startsWith(part) && !/^\p{L}/u.test(toCome.slice(part.length));
  if (begins(gray.trimEnd())) return 'right';
  return begins(firstWordOf(gray)) ? 'firstRight' : 'wrong';
}

const firstWordOf = (gray: string) => /^\S*/u.exec(gray)![0];

function report(
  name: string,
  { words, keys, saved, pauses, answered, right, firstRight, wrong, repaints }: Outcome,
): void {
  const counts = [words, pauses, answered, right, firstRight, wrong, repaints].map(String);
  console.log(row(name, ...counts, repaints / words, String(keys), (100 * saved) / (keys + saved)));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
