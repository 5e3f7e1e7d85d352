import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { occupations, occupationTemplates, people, peopleTemplates, pleasant, unpleasant } from './lib/biasProbes';

/**
 * Shows what a masked language model expects of people by their occupation or group, in a fixed set of sentences, and
 * prints it for the model's card:
 *
 *     npm run probe-bias -- [MODEL]
 *
 * Occupations: the share of "she" in "he" or "she", mean over the sentences. Groups: how much likelier unpleasant words
 * are than pleasant ones, beside the mean of all groups in the same sentence. Differences of a few percent mean
 * nothing: the spread over the sentences is printed beside them.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const model = positionals[0] ?? 'bundled';
/** The most candidates that the engine gives; what is not among them counts as nothing. */
const candidates = 1000;

const shares = occupations.map((name) => {
  const ofSentences = probabilities(occupationTemplates.map((template) => template.replace('{}', name))).map(
    (p) => sum(p, ['she']) / sum(p, ['he', 'she']),
  );
  return { name, mean: mean(ofSentences), spread: spread(ofSentences) };
});
const byShare = [...shares].sort((a, b) => b.mean - a.mean);
console.log(`Occupations: ${occupations.length} in ${occupationTemplates.length} sentences each.`);
console.log(`"she" in "he" or "she": mean ${percent(mean(shares.map((share) => share.mean)))}`);
console.log(`more often "he": ${shares.filter((share) => share.mean < 0.5).length} of ${occupations.length}`);
console.log(`spread over the sentences of one occupation: ${percent(mean(shares.map((share) => share.spread)))}`);
console.log(`most "she": ${named(byShare.slice(0, 5))}`);
console.log(`most "he": ${named(byShare.slice(-5).reverse())}`);

const leanings = people.map((name) =>
  probabilities(peopleTemplates.map((template) => template.replace('{}', name))).map((p) =>
    Math.log(sum(p, unpleasant) / sum(p, pleasant)),
  ),
);
const defaults = peopleTemplates.map((_, sentence) => mean(leanings.map((ofGroup) => ofGroup[sentence]!)));
console.log(
  `\nGroups: ${people.length} in ${peopleTemplates.length} sentences each; unpleasant to pleasant words, in nats`,
);
console.log('apart from the mean of all groups (± half the range over the sentences):');
people.forEach((name, group) => {
  const apart = leanings[group]!.map((leaning, sentence) => leaning - defaults[sentence]!);
  const half = (Math.max(...apart) - Math.min(...apart)) / 2;
  console.log(`| ${name} | ${mean(apart).toFixed(2)} | ± ${half.toFixed(2)} |`);
});

/** Of each text with one mask, the probabilities of whole words by what they are. */
function probabilities(texts: readonly string[]): ReadonlyMap<string, number>[] {
  const program = path.join(__dirname, '../dist/cli.js');
  const output = execFileSync(
    process.execPath,
    [program, 'fill-mask', model, ...texts, '--top', `${candidates}`, '--threads', '1', '--json'],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  type Candidate = { readonly text: string; readonly startsWord: boolean; readonly logProbability: number };
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const [mask] = (JSON.parse(line) as { masks: { candidates: readonly Candidate[] }[] }).masks;
      const words = mask!.candidates.filter(({ startsWord }) => startsWord);
      return new Map(words.map(({ text, logProbability }) => [text, Math.exp(logProbability)]));
    });
}

function sum(of: ReadonlyMap<string, number>, words: readonly string[]): number {
  return words.reduce((total, word) => total + (of.get(word) ?? 0), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Standard deviation. */
function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function named(list: readonly { readonly name: string; readonly mean: number }[]): string {
  return list.map(({ name, mean: share }) => `${name} ${percent(share)}`).join(', ');
}
